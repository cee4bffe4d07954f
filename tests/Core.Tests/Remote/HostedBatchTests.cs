using OrleansStream.Batches;
using OrleansStream.Execution;
using OrleansStream.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>What a host knows of a batch while it plans it.</summary>
public sealed class HostedBatchTests
{
    [Fact]
    public async Task A_shuffle_is_not_used_before_its_stream_is_planned()
    {
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), StreamingTestHarness.CreateOptions());
        var source = new SlowStream(harness.Context);
        source.Foreach(_ => { });
        harness.Context.Graph.ValidateAndFix();
        var time = new BatchTime(1000);
        var seal = new SealedBatch(time, [new SourceSeal(source.Name, 1, "one", ReadOnlyMemory<byte>.Empty)]);
        using var cancel = new CancellationTokenSource();
        var scope = new BatchScope(harness.Context.Runtime, time, attempt: 1, cancel.Token);
        var plan = new BatchPlan(scope, seal, new BatchTime(0), epoch: 1, new NoHistory(), cancel.Token, isTold: true);
        var batch = new HostedBatch(plan, harness.Context.Graph, cancel);

        Task<HostedWork> first = Task.Run(() => FindAsync(0));
        await source.Shuffled.Task.Within();
        Task<HostedWork>? second = null;
        var asking = new Thread(() => second = FindAsync(1));
        asking.Start();
        while (asking.IsAlive && !asking.ThreadState.HasFlag(ThreadState.WaitSleepJoin))
        {
            Thread.Yield();
        }

        Assert.False(second is { IsCompleted: true });
        source.Goes.SetResult();
        asking.Join();

        Assert.Same((await first.Within()).Shuffle, (await second!.Within()).Shuffle);

        // Its stream is the first: see PlanNumbers.
        Task<HostedWork> FindAsync(int partition) =>
            batch.FindAsync(new TaskId(plan.Id, TaskKind.Map, Number: 0, partition), recipe: default, harness.Context.Recipes).AsTask();
    }

    /// <summary>Has shuffled, and takes its time to say so.</summary>
    private sealed class SlowStream(StreamingContext context) : InputDStream<(int Key, int Value)>(context, "Slow")
    {
        internal TaskCompletionSource Shuffled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal TaskCompletionSource Goes { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken) => throw new NotSupportedException();

        protected override Rdd<(int Key, int Value)> Read(SealedInput<(int Key, int Value)> batch)
        {
            Rdd<(int Key, int Value)> reduced = batch.FromPartitions([new[] { (1, 2) }, new[] { (2, 3) }]).ReduceByKey((x, y) => x + y);
            Shuffled.SetResult();
            Goes.Task.Wait(TimeSpan.FromSeconds(30));
            return reduced;
        }
    }

    private sealed class NoHistory : IBatchHistory
    {
        public ValueTask<BatchPlan?> FindAsync(BatchTime time, DStream stream) => ValueTask.FromResult<BatchPlan?>(null);
    }
}
