namespace OrleansStream.Testing;

/// <summary>The services that a test gave, and those of the harness.</summary>
internal sealed class HarnessServices(IServiceProvider given, StreamingTestHarness harness) : IServiceProvider
{
    public object? GetService(Type serviceType)
    {
        if (serviceType == typeof(InputFeeds))
        {
            return harness.Feeds;
        }

        return serviceType == typeof(OutputCollector) ? harness.Outputs : given.GetService(serviceType);
    }
}
