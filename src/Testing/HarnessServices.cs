namespace OrleansStream.Testing;

/// <summary>The services that a test gave, and those of the harness.</summary>
internal sealed class HarnessServices(IServiceProvider given, InputFeeds feeds, OutputCollector outputs) : IServiceProvider
{
    public object? GetService(Type serviceType)
    {
        if (serviceType == typeof(InputFeeds))
        {
            return feeds;
        }

        return serviceType == typeof(OutputCollector) ? outputs : given.GetService(serviceType);
    }
}
