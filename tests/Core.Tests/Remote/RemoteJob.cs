using OrleansStream.Execution;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>A job with a coordinator and two partition hosts, each of which defines it for itself.</summary>
internal static class RemoteJob
{
    internal static async Task RunAsync(
        Action<StreamingContext> define, Func<StreamingTestHarness, Task> use, Func<int, CallFault>? fault = null, Action<StreamingContextOptions>? configure = null)
    {
        StreamingContextOptions options = Options(configure);
        var transport = new InProcessTransport(options.Encoding, fault ?? (_ => CallFault.None));
        options.Dispatcher = context => new RemoteStageDispatcher(context, transport);
        await using var driver = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        await using var first = new StreamingTestHarness(TimeSpan.FromSeconds(1), Options(configure));
        await using var second = new StreamingTestHarness(TimeSpan.FromSeconds(1), Options(configure));
        define(driver.Context);
        foreach (StreamingTestHarness machine in new[] { first, second })
        {
            define(machine.Context);
            transport.Hosts.Add(new PartitionHost(machine.Context, transport));
        }

        await driver.StartAsync();
        await use(driver);
        transport.Hosts.ForEach(host => host.Dispose());
    }

    private static StreamingContextOptions Options(Action<StreamingContextOptions>? configure)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        configure?.Invoke(options);
        return options;
    }
}
