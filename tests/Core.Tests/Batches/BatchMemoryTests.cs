using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Batches;

public class BatchMemoryTests
{
    [Fact]
    public async Task WhatABatchHoldsIsFreedOnlyWhenItsWorkHasEnded()
    {
        var reached = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        var owned = new OwnedProbe();
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.ForeachRdd(async (rdd, _) =>
        {
            rdd.Scope.Own(owned);
            reached.SetResult();

            // Deaf to the cancellation, as a long computation is.
            await gate.Task;
        });
        await harness.StartAsync();
        harness.Time.Advance(TimeSpan.FromSeconds(1));
        await reached.Task;
        await harness.Context.StopAsync(graceful: false).WaitAsync(harness.Patience);
        Assert.False(owned.Disposed.IsCompleted);
        gate.SetResult();
        await owned.Disposed.WaitAsync(harness.Patience);
    }

    [Fact]
    public async Task WhatABatchHoldsIsFreedWhenTheNextIsOver()
    {
        var owned = new OwnedProbe();
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.ForeachRdd((rdd, time) =>
        {
            if (time == FailurePolicyTests.At(1))
            {
                rdd.Scope.Own(owned);
            }

            return Task.CompletedTask;
        });
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.False(owned.Disposed.IsCompleted);
        await harness.AdvanceAsync();
        Assert.True(owned.Disposed.IsCompleted);
    }

    [Fact]
    public async Task ADatasetCannotBeUsedWhenItsBatchIsForgotten()
    {
        Rdd<int>? narrow = null;
        Rdd<(int Key, int Value)>? shuffled = null;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.ForeachRdd(async rdd =>
        {
            if (narrow is not null)
            {
                return;
            }

            narrow = rdd;
            shuffled = rdd.Map(number => (number, 1)).ReduceByKey((left, right) => left + right);
            Assert.Equal(2, (await shuffled.CollectAsync()).Count);
        });
        harness.Feed<int>("in").Append(1, 2);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal(2, await shuffled!.CountAsync());
        await harness.AdvanceAsync();
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => shuffled!.CollectAsync());
        Assert.Contains(FailurePolicyTests.At(1).ToString(), error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => narrow!.CountAsync());
    }

    [Fact]
    public async Task AForgottenDatasetCannotBeReturnedFromTransform()
    {
        Rdd<int>? kept = null;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        input.Transform(rdd => kept ??= rdd).CollectTo("out");
        harness.Feed<int>("in").Append(1).Append(2);
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        Assert.Equal([1, 1], harness.Output<int>("out").Records);
        Assert.Equal("Transform-1", Assert.IsType<OperatorFailedException>(harness.Context.Failure).OperatorName);
    }

    [Fact]
    public async Task WhatIsDerivedFromADatasetOfOnesOwnLivesAndEndsWithTheBatch()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        Rdd<(int Key, int Value)> own = harness.Context.MakeRdd([(1, 1), (1, 2)], 2);
        DStream<(int Key, int Value)> reduced = input.Transform(_ => own).ReduceByKey((left, right) => left + right);
        reduced.CollectTo("out");
        reduced.Map(pair => pair.Value / 0).CollectTo("bad");
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        Assert.Equal([(1, 3), (1, 3), (1, 3)], harness.Output<(int, int)>("out").Records);
        Assert.Empty(own.Scope.Shuffles);
        Assert.Equal(FailurePolicyTests.At(1), Assert.IsType<OperatorFailedException>(harness.Context.Failure).BatchTime);
    }

    [Fact]
    public async Task AnActionThatWasGivenUpDoesNotSpoilTheShuffleForOthers()
    {
        using var giveUp = new CancellationTokenSource();
        using var hold = new ManualResetEventSlim();
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        IReadOnlyList<(int Key, int Value)>? result = null;
        input.Map(number =>
            {
                hold.Wait();
                return (number, 1);
            })
            .ReduceByKey((left, right) => left + right)
            .ForeachRdd(async rdd =>
            {
                Task first = rdd.CollectAsync(giveUp.Token);
                Task<IReadOnlyList<(int Key, int Value)>> second = rdd.CollectAsync();
                await giveUp.CancelAsync();
                hold.Set();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
                result = await second;
            });
        harness.Feed<int>("in").Append(5, 5);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal([(5, 2)], result!);
    }

    [Fact]
    public async Task ConcurrentActionsMergeAPartitionOnce()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.EngineThreads = 4;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        var sums = new List<int>();

        // A value that the function changes in place shows every merge that is done twice.
        input.Map(number => (Key: 0, Value: new int[] { number }))
            .ReduceByKey(
                (left, right) =>
                {
                    left[0] += right[0];
                    return left;
                },
                partitions: 1)
            .ForeachRdd(async rdd =>
            {
                IReadOnlyList<(int Key, int[] Value)>[] results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => rdd.CollectAsync()));
                sums.AddRange(results.Select(result => Assert.Single(result).Value[0]));
            });
        for (int batch = 0; batch < 50; batch++)
        {
            harness.Feed<int>("in").AppendPartitions([1], [1], [1], [1], [1], [1]);
        }

        await harness.StartAsync();
        await harness.AdvanceAsync(50);
        Assert.Equal(Enumerable.Repeat(6, 200), sums);
    }

    [Fact]
    public async Task AnActionOnADisposedContextFails()
    {
        StreamingTestHarness harness = LifeCycleTests.Collecting();
        Rdd<int> rdd = harness.Context.MakeRdd([1, 2, 3]);
        Assert.Equal(3, await rdd.CountAsync());
        await harness.DisposeAsync();
        await Assert.ThrowsAnyAsync<InvalidOperationException>(() => rdd.CountAsync());
    }

    private sealed class OwnedProbe : IDisposable
    {
        private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task Disposed => _disposed.Task;

        public void Dispose() => _disposed.SetResult();
    }
}
