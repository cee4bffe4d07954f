using OrleansStream.Execution;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Rdds;

/// <summary>Contexts for batch work: never started, without a stream.</summary>
internal static class BatchContext
{
    /// <summary>A context whose tasks run in an order of the seed's choice.</summary>
    internal static StreamingContext Create(int? seed = null, int threads = 2)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.EngineThreads = threads;
        options.TaskOrderSeed = seed;
        return new StreamingContext(TimeSpan.FromSeconds(1), options);
    }

    /// <summary>A context as a cluster's coordinator has it.</summary>
    internal static StreamingContext CreateRemote()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.Dispatcher = context => new RemoteStageDispatcher(context, new Remote.InProcessTransport(options.Encoding, _ => Remote.CallFault.None));
        return new StreamingContext(TimeSpan.FromSeconds(1), options);
    }
}
