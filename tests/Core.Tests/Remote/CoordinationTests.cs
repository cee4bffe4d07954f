using System.Diagnostics;
using OrleansStream.Checkpoints;
using OrleansStream.Execution;
using OrleansStream.Testing;
using Xunit.Abstractions;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>What it costs to coordinate a batch, however many partitions it has: on hosts that take no time, on virtual time.</summary>
public class CoordinationTests(ITestOutputHelper report)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    // A stage with a shuffle, and the output: a task of each for every partition.
    private const int Stages = 2;

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public async Task ABatchCostsTwoCallsAPartitionAndStageAndOrdersDoNotGrow(int partitions)
    {
        const int batches = 3;
        (long calls, long bytes, long heads, _) = await RunAsync(partitions, batches);
        Assert.Equal(2L * Stages * partitions * batches, calls);
        Assert.InRange(bytes / (double)calls, 0, 200);

        // The output acts before the commit, so that the seal is written first.
        Assert.Equal(2 * batches, heads);
    }

    [Fact]
    [Trait("Tier", "Long")]
    public async Task TenThousandPartitionsAreCoordinated()
    {
        foreach (int partitions in new[] { 100, 1000, 10_000 })
        {
            const int batches = 20;
            (long calls, long bytes, _, TimeSpan processor) = await RunAsync(partitions, batches);
            report.WriteLine(FormattableString.Invariant(
                $"{partitions} partitions: {calls / batches} calls, {bytes / batches / 1024} KB of orders, {processor.TotalMilliseconds / batches:0.0} ms of processor time a batch."));
        }
    }

    [Fact]
    [Trait("Tier", "Long")]
    public async Task AThousandJobsAreCoordinated()
    {
        const int jobs = 1000;
        const int partitions = 16;
        const int batches = 5;
        var time = new VirtualTime();
        var drivers = new List<StreamingTestHarness>();
        try
        {
            for (int job = 0; job < jobs; job++)
            {
                drivers.Add(NewDriver(partitions, new InMemoryCheckpointStore(), time, out _));
                await drivers[^1].StartAsync();
            }

            // Compiles what it takes.
            await AdvanceAsync(time, drivers);
            using var process = Process.GetCurrentProcess();
            TimeSpan before = process.TotalProcessorTime;
            for (int batch = 0; batch < batches; batch++)
            {
                await AdvanceAsync(time, drivers);
            }

            process.Refresh();
            double milliseconds = (process.TotalProcessorTime - before).TotalMilliseconds / batches;
            report.WriteLine(FormattableString.Invariant(
                $"{jobs} jobs of {partitions} partitions: {milliseconds:0} ms of processor time for a batch of each, {milliseconds / jobs:0.00} ms for one."));
            Assert.All(drivers, driver => Assert.Null(driver.Context.Failure));
        }
        finally
        {
            foreach (StreamingTestHarness driver in drivers)
            {
                await driver.DisposeAsync();
            }
        }
    }

    private static async Task AdvanceAsync(VirtualTime time, IReadOnlyList<StreamingTestHarness> drivers)
    {
        time.Advance(Second);
        foreach (StreamingTestHarness driver in drivers)
        {
            await driver.WhenIdleAsync();
        }
    }

    private static async Task<(long Calls, long Bytes, long Heads, TimeSpan Processor)> RunAsync(int partitions, int batches)
    {
        var store = new CountingStore(new InMemoryCheckpointStore());
        await using StreamingTestHarness driver = NewDriver(partitions, store, new VirtualTime(), out CountingHosts hosts);
        await driver.StartAsync();
        await driver.AdvanceAsync(1);
        (long calls, long bytes, long heads) = (hosts.Calls, hosts.Bytes, store.Heads);
        using var process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        await driver.AdvanceAsync(batches);
        process.Refresh();
        Assert.Null(driver.Context.Failure);
        return (hosts.Calls - calls, hosts.Bytes - bytes, store.Heads - heads, process.TotalProcessorTime - before);
    }

    private static StreamingTestHarness NewDriver(int partitions, ICheckpointStore store, VirtualTime time, out CountingHosts hosts)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.TimeProvider = time;
        options.EngineThreads = 1;
        options.CheckpointStore = store;
        options.OnFailure = FailurePolicy.RetryThenStop;
        options.MaxBatchAttempts = 1;
        CountingHosts counting = hosts = new CountingHosts(partitions, options.Encoding);
        options.Dispatcher = context => new RemoteStageDispatcher(context, counting);
        var driver = new StreamingTestHarness(Second, options);
        var empty = new FeedBatch<int>(Enumerable.Range(0, partitions).Select(_ => Array.Empty<int>()));
        driver.Context.AddressedInput("in", new FunctionFeed<int>(_ => empty))
            .Map(number => (number, 1L))
            .ReduceByKey((left, right) => left + right, partitions)
            .ForeachPartition((_, _) => { });
        return driver;
    }

    private sealed class CountingStore(ICheckpointStore inner) : ICheckpointStore
    {
        private long _heads;

        internal long Heads => Volatile.Read(ref _heads);

        public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken) => inner.GetAsync(name, cancellationToken);

        public ValueTask<bool> CreateOnceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
            inner.CreateOnceAsync(name, content, cancellationToken);

        public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

        public ValueTask<StoredHead?> ReadHeadAsync(CancellationToken cancellationToken) => inner.ReadHeadAsync(cancellationToken);

        public ValueTask<string?> CompareAndSwapHeadAsync(string? expectedVersion, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _heads);
            return inner.CompareAndSwapHeadAsync(expectedVersion, content, cancellationToken);
        }
    }
}
