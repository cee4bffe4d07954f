using System.Collections.Concurrent;
using OrleansStream.Core.Tests.Rdds;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Operators;

public class MapAsyncTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task NoMoreCallsThanAllowedAreUnderWayAndNoEngineThreadWaitsForThem()
    {
        await using StreamingContext ssc = BatchContext.Create(threads: 1);
        var calls = new ConcurrentDictionary<int, TaskCompletionSource<int>>();
        var started = new SemaphoreSlim(0);
        Task<IReadOnlyList<int>> collecting = ssc.Parallelize(Enumerable.Range(0, 10), 1).MapAsync(
            (number, _) =>
            {
                Task<int> call = calls.GetOrAdd(number, _ => new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
                started.Release();
                return call;
            },
            maxConcurrency: 3).CollectAsync();
        var done = new HashSet<int>();
        for (int i = 0; i < 10; i++)
        {
            for (int wait = i == 0 ? 3 : i <= 7 ? 1 : 0; wait > 0; wait--)
            {
                Assert.True(await started.WaitAsync(Patience));
            }

            Assert.InRange(calls.Count - done.Count, 1, 3);

            // The only engine thread is free for others.
            Assert.Equal(4, await ssc.Range(0, 4).CountAsync().WaitAsync(Patience));

            // Results come in another order than the calls were made in.
            int last = calls.Keys.Except(done).Max();
            done.Add(last);
            calls[last].SetResult(last * 10);
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(number => number * 10), await collecting.WaitAsync(Patience));
    }

    [Fact]
    public async Task UnorderedResultsComeAsCallsEnd()
    {
        await using StreamingContext ssc = BatchContext.Create();
        var second = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        // With two calls at a time, the first can end only after the others have been made one after the other, each after the one before it.
        Task<IReadOnlyList<int>> collecting = ssc.Parallelize([0, 1, 2, 3], 1).MapAsync(
            async (number, _) =>
            {
                if (number == 3)
                {
                    second.SetResult();
                }

                await (number == 0 ? second.Task : Task.CompletedTask);
                return number;
            },
            maxConcurrency: 2,
            ordered: false).CollectAsync();
        IReadOnlyList<int> results = await collecting.WaitAsync(Patience);
        Assert.Equal([1, 2], results.Take(2));
        Assert.Equal([0, 3], results.Skip(2).Order());
    }

    [Fact]
    public async Task ACallThatTakesTooLongIsATimeout()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.MaxTaskFailures = 1;
        var time = (VirtualTime)options.TimeProvider;
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1), options);
        var cancelled = new TaskCompletionSource();
        var started = new TaskCompletionSource();
        Task<IReadOnlyList<int>> collecting = ssc.Parallelize([1, 2, 3], 2).MapAsync(
            async (number, cancellation) =>
            {
                if (number == 3)
                {
                    cancellation.Register(cancelled.SetResult);
                    started.SetResult();
                    await new TaskCompletionSource().Task;
                }

                return number;
            },
            maxConcurrency: 2,
            timeout: TimeSpan.FromSeconds(5)).CollectAsync();
        await started.Task.WaitAsync(Patience);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(collecting.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));
        OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => collecting.WaitAsync(Patience));
        Assert.Equal(("MapAsync", 1), (error.OperatorName, error.Partition));
        Assert.Contains("00:00:05", Assert.IsType<TimeoutException>(error.InnerException).Message, StringComparison.Ordinal);
        await cancelled.Task.WaitAsync(Patience);
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("faults")]
    [InlineData("null")]
    [InlineData("cancels")]
    [InlineData("parent")]
    public async Task AnErrorNamesTheOperatorTheBatchAndThePartition(string how)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.MaxTaskFailures = 2;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        harness.ExpectsFailure = true;
        input.Map(number => how == "parent" && number == 13 ? throw new InjectedFaultException() : number).MapAsync(
            (number, _) => (number, how) switch
            {
                (not 13, _) => Task.FromResult(number),
                (_, "throws") => throw new InjectedFaultException(),
                (_, "faults") => Task.FromException<int>(new InjectedFaultException()),
                (_, "cancels") => Task.FromException<int>(new TaskCanceledException("A call of the user's timed out.")),
                _ => null!,
            },
            maxConcurrency: 2).Filter(_ => true).CollectTo("out");
        harness.Feed<int>("in").AppendPartitions([1], [2, 13, 3], [4]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        OperatorFailedException error = Assert.IsType<OperatorFailedException>(harness.Context.Failure);
        Assert.Equal((how == "parent" ? "Map-1" : "MapAsync-1", 1, 2), (error.OperatorName, error.Partition, error.Attempts));
        Assert.NotNull(error.BatchTime);
        Assert.Equal(
            how switch { "null" => typeof(InvalidOperationException), "cancels" => typeof(TaskCanceledException), _ => typeof(InjectedFaultException) },
            error.InnerException!.GetType());
    }

    [Fact]
    public async Task OnlyFailedPartitionsAreCalledAgainAndUpdatesCountOnce()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        Accumulator<long, long> counter = harness.Context.LongAccumulator("calls");
        var calls = new ConcurrentQueue<int>();
        var fault = new TransientFault(2);
        var later = new TransientFault(1);
        input.MapAsync(
            async (number, _) =>
            {
                calls.Enqueue(number);
                counter.Add(1);
                await Task.Yield();
                counter.Add(10);
                return number == 3 ? fault.Pass(number) : number;
            },
            maxConcurrency: 4).Map(later.Pass).CollectTo("out");
        harness.Feed<int>("in").AppendPartitions([1, 2], [3], [4, 5]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal([1, 2, 3, 4, 5], harness.Output<int>("out").Records);
        Assert.Equal([1, 2, 3, 3, 3, 4, 5], calls.Order());
        Assert.Equal(1, later.Strikes);
        Assert.Equal(55, counter.Value);
    }

    [Fact]
    public async Task CancellingAnActionGivesItsCallsUp()
    {
        await using StreamingContext ssc = BatchContext.Create();
        using var cancellation = new CancellationTokenSource();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var seen = new TaskCompletionSource();
        Task<long> counting = ssc.Parallelize([1], 1).MapAsync(
            async (number, token) =>
            {
                token.Register(seen.SetResult);
                started.SetResult();
                await new TaskCompletionSource().Task;
                return number;
            },
            maxConcurrency: 1).CountAsync(cancellation.Token);
        await started.Task.WaitAsync(Patience);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => counting.WaitAsync(Patience));
        await seen.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task ArgumentsAreChecked()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Rdd<int> rdd = ssc.Parallelize([1]);
        Assert.Throws<ArgumentNullException>(() => rdd.MapAsync<int>(null!, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => rdd.MapAsync((number, _) => Task.FromResult(number), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => rdd.MapAsync((number, _) => Task.FromResult(number), 1, timeout: TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => rdd.MapAsync((number, _) => Task.FromResult(number), 1, timeout: TimeSpan.FromDays(25)));
    }
}
