using OrleansStream.Core.Tests.Batches;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Stateful;

public class StateWatchTests
{
    [Fact]
    public async Task A_watch_tells_the_present_state_and_then_each_change()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        EmbeddedStateView<string, int> sums = StateViewTests.Sums(input, harness.Context);
        harness.Feed<int>("in").Append(1).Append(2).Append(2, -2, 1).Append(-2).Append(1, -1).Append(2);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        await using IAsyncEnumerator<CommittedState<int>> watch = sums.WatchAsync("key 2").GetAsyncEnumerator();
        Assert.Equal((1, Option<int>.None), await NextAsync(watch));
        await harness.AdvanceAsync();
        Assert.Equal((2, Option.Some(2)), await NextAsync(watch));

        // The third batch uses the key and leaves it as it was; the fourth removes it.
        Task<bool> next = watch.MoveNextAsync().AsTask();
        await harness.AdvanceAsync();
        await harness.AdvanceAsync();
        Assert.True(await next.Within());
        Assert.Equal(new CommittedState<int>(FailurePolicyTests.At(4), Option<int>.None), watch.Current);

        // And the fifth does not touch it.
        next = watch.MoveNextAsync().AsTask();
        await harness.AdvanceAsync();
        Assert.False(next.IsCompleted);
        await harness.AdvanceAsync();
        Assert.True(await next.Within());
        Assert.Equal(new CommittedState<int>(FailurePolicyTests.At(6), Option.Some(2)), watch.Current);
    }

    [Fact]
    public async Task A_slow_watch_is_told_the_latest_state_and_ends_with_the_job()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        EmbeddedStateView<string, int> sums = StateViewTests.Sums(input, harness.Context);
        TestFeed<int> feed = harness.Feed<int>("in");
        await harness.StartAsync();
        await using IAsyncEnumerator<CommittedState<int>> watch = sums.WatchAsync("key 1").GetAsyncEnumerator();
        Assert.Equal((0, Option<int>.None), await NextAsync(watch));
        for (int batch = 0; batch < 50; batch++)
        {
            feed.Append(1);
        }

        await harness.AdvanceAsync(50);
        Assert.Equal((50, Option.Some(50)), await NextAsync(watch));
        feed.Append(1).Append(1);
        await harness.AdvanceAsync(2);
        await harness.StopAsync();
        Assert.Equal((52, Option.Some(52)), await NextAsync(watch, atLeast: true));
        Assert.False(await watch.MoveNextAsync().AsTask().Within());
    }

    [Fact]
    public async Task A_watch_that_waits_ends_when_the_job_stops()
    {
        StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        EmbeddedStateView<string, int> sums = StateViewTests.Sums(input, harness.Context);
        harness.Feed<int>("in").Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        await using IAsyncEnumerator<CommittedState<int>> watch = sums.WatchAsync("key 1").GetAsyncEnumerator();
        Assert.Equal((1, Option.Some(1)), await NextAsync(watch));
        Task<bool> next = watch.MoveNextAsync().AsTask();
        Assert.False(next.IsCompleted);
        await harness.DisposeAsync();
        Assert.False(await next.Within());
    }

    [Fact]
    public async Task A_watch_is_cancelled_while_it_waits()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        EmbeddedStateView<string, int> sums = StateViewTests.Sums(input, harness.Context);
        await harness.StartAsync();
        using var cancellation = new CancellationTokenSource();
        await using IAsyncEnumerator<CommittedState<int>> watch = sums.WatchAsync("key 1", cancellation.Token).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        Task<bool> next = watch.MoveNextAsync().AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.Within());
    }

    [Fact]
    public async Task States_that_are_objects_change_when_their_content_does()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.Map(number => (0, number)).UpdateStateByKey(StateSpec.Of<string>(), (values, state) => values.Count == 0 ? state : Option.Some($"{values.Max()}"))
            .Named("max").CollectTo("out");
        harness.Feed<int>("in").Append(7).Append(3, 7).Append(8);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        await using IAsyncEnumerator<CommittedState<string>> watch = harness.Context.State<int, string>("max").WatchAsync(0).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        Assert.Equal("7", watch.Current.State.Value);
        Task<bool> next = watch.MoveNextAsync().AsTask();
        await harness.AdvanceAsync(2);
        Assert.True(await next.Within());
        Assert.Equal(new CommittedState<string>(FailurePolicyTests.At(3), Option.Some("8")), watch.Current);
    }

    private static async Task<(int Batch, Option<int> State)> NextAsync(IAsyncEnumerator<CommittedState<int>> watch, bool atLeast = false)
    {
        Assert.True(await watch.MoveNextAsync().AsTask().Within());
        int batch = (int)(watch.Current.BatchTime - FailurePolicyTests.At(0)).TotalSeconds;
        return (atLeast ? Math.Min(batch, 52) : batch, watch.Current.State);
    }
}
