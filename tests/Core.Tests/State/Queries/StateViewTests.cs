using OrleansStream.Core.Tests.Batches;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Stateful;

public class StateViewTests
{
    [Fact]
    public async Task A_view_answers_of_the_last_committed_batch()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        EmbeddedStateView<string, int> sums = Sums(input, harness.Context);
        harness.Feed<int>("in").Append(1, 2, 1).Append(-2, 3);
        await harness.StartAsync();
        Assert.Equal(FailurePolicyTests.At(0), sums.BatchTime);
        Assert.Equal(new CommittedState<int>(FailurePolicyTests.At(0), Option<int>.None), sums.Get("key 1"));
        Assert.Equal((0, FailurePolicyTests.At(0)), (sums.Size.Keys, sums.Size.BatchTime));

        await harness.AdvanceAsync();
        Assert.True(sums.TryGet("key 1", out int one));
        Assert.Equal(2, one);
        Assert.False(sums.TryGet("key 3", out int three));
        Assert.Equal(0, three);
        ValueTask<CommittedState<int>> two = sums.GetAsync("key 2");
        Assert.True(two.IsCompletedSuccessfully);
        Assert.Equal(new CommittedState<int>(FailurePolicyTests.At(1), Option.Some(2)), await two);

        await harness.AdvanceAsync();
        Assert.False(sums.TryGet("key 2", out _));
        StateSize size = await sums.GetSizeAsync();
        Assert.Equal(("sums", FailurePolicyTests.At(2), 2L), (size.OperatorName, size.BatchTime, size.Keys));
        Assert.InRange(size.Bytes, 100, 1_000_000);
        Assert.Equal("sums", sums.OperatorName);
    }

    [Fact]
    public async Task A_batch_that_runs_or_fails_is_not_seen()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.OnFailure = FailurePolicy.RetryThenStop;
        options.MaxTaskFailures = 1;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        int attempts = 0;
        var seen = new List<CommittedState<int>>();
        EmbeddedStateView<string, int>? sums = null;
        DStream<int> counted = Counted(input);
        counted.ForeachRdd(async (rdd, time, cancellation) =>
        {
            _ = await rdd.CountAsync(cancellation);

            // The changes of this batch are complete here, and not committed.
            lock (seen)
            {
                seen.Add(sums!.Get("key 1"));
            }

            if (time == FailurePolicyTests.At(2) && ++attempts < 3)
            {
                throw new InjectedFaultException("again");
            }
        });
        sums = harness.Context.State<string, int>("sums");
        harness.Feed<int>("in").Append(1).Append(1).Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        Assert.Equal(
            [
                new CommittedState<int>(FailurePolicyTests.At(0), Option<int>.None),
                .. Enumerable.Repeat(new CommittedState<int>(FailurePolicyTests.At(1), Option.Some(1)), 3),
                new CommittedState<int>(FailurePolicyTests.At(2), Option.Some(2)),
            ],
            seen);
        Assert.Equal(new CommittedState<int>(FailurePolicyTests.At(3), Option.Some(3)), sums.Get("key 1"));
    }

    [Fact]
    public async Task What_is_asked_for_must_be_there()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        Assert.Contains(
            "No operator of the job keeps state",
            Assert.Throws<StateNotFoundException>(() => harness.Context.State<string, int>("sums")).Message,
            StringComparison.Ordinal);
        _ = Sums(input, harness.Context);
        StateNotFoundException error = Assert.Throws<StateNotFoundException>(() => harness.Context.State<int, long>("sums"));
        Assert.Equal("There is no state of long by int by the name of 'sums'. There is 'sums' (int by string).", error.Message);
        Assert.Equal("sums", error.OperatorName);
        Assert.Equal(["'sums' (int by string)"], error.Available);
        Assert.Throws<StateNotFoundException>(() => harness.Context.State<string, int>("Sums"));
        Assert.Throws<ArgumentException>(() => harness.Context.State<string, int>(" "));
    }

    [Fact]
    public async Task Questions_come_after_the_start_and_before_the_disposal()
    {
        StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        EmbeddedStateView<string, int> sums = Sums(input, harness.Context);
        Assert.Throws<StateNotAvailableException>(() => sums.TryGet("key 1", out _));
        Assert.Throws<StateNotAvailableException>(() => sums.Size);
        Assert.Throws<StateNotAvailableException>(() => sums.BatchTime);
        Assert.Throws<StateNotAvailableException>(() => sums.At(FailurePolicyTests.At(0)));
        await Assert.ThrowsAsync<StateNotAvailableException>(async () => await sums.ScanAsync());
        await Assert.ThrowsAsync<StateNotAvailableException>(async () => await sums.WatchAsync("key 1").GetAsyncEnumerator().MoveNextAsync());
        harness.Feed<int>("in").Append(1).Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        await harness.StopAsync();
        CommittedState<int> last = sums.Get("key 1");
        Assert.InRange(last.State.Value, 1, 2);
        Assert.Equal(1, sums.Size.Keys);
        StateScan<string, int> scan = await sums.ScanAsync();

        await harness.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => sums.TryGet("key 1", out _));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await sums.ScanAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await scan.ReadAsync(1));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await sums.WatchAsync("key 1").GetAsyncEnumerator().MoveNextAsync());
    }

    [Fact]
    public async Task A_context_that_was_stopped_before_the_start_has_no_state()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        EmbeddedStateView<string, int> sums = Sums(input, harness.Context);
        await harness.Context.StopAsync();
        Assert.Throws<StateNotAvailableException>(() => sums.TryGet("key 1", out _));
    }

    [Theory]
    [InlineData("map")]
    [InlineData("update")]
    [InlineData("sequence")]
    [InlineData("window")]
    public async Task A_state_function_may_not_ask(string kind)
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        StreamingContext ssc = harness.Context;
        DStream<(int Key, int Value)> pairs = input.Map(number => (number, number));
        DStream<(int Key, int Value)> stateful = kind switch
        {
            "map" => pairs.MapWithState(StateSpec.Of<int>(), (key, _, _) => (key, Ask())).Named("asking"),
            "update" => pairs.UpdateStateByKey(StateSpec.Of<int>(), (values, _) => Option.Some(Ask())).Named("asking"),
            "sequence" => pairs.UpdateStateByKey(StateSpec.Of<int>(), keys => keys.Select(key => (key.Key, Ask()))).Named("asking"),
            _ => pairs.ReduceByKeyAndWindow((left, right) => Ask() + left + right, (left, right) => left - right, TimeSpan.FromSeconds(2)).Named("asking"),
        };
        stateful.CollectTo("out");
        harness.Feed<int>("in").Append(1).Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        OperatorFailedException error = Assert.IsType<OperatorFailedException>(ssc.Failure);
        Assert.Contains("use the state that the function is given", error.InnerException!.Message, StringComparison.Ordinal);
        Assert.Equal(Option<int>.None, ssc.State<int, int>("asking").Get(2).State);

        int Ask() => ssc.State<int, int>("asking").TryGet(1, out int state) ? state : 0;
    }

    [Fact]
    public async Task What_is_given_out_is_the_callers_own()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.Context.RegisterKeyComparer(new Docs.Operators.PairExamples.ByContent());
        input.Map(number => (new[] { (byte)number }, number)).MapWithState(StateSpec.Of<List<int>>(), (key, value, state) =>
        {
            List<int> all = state.GetOption().GetValueOrDefault([]);
            all.Add(value.Value);
            state.Update(all);
            return all.Count;
        }).Named("lists").CollectTo("out");
        EmbeddedStateView<byte[], List<int>> lists = harness.Context.State<byte[], List<int>>("lists");
        harness.Feed<int>("in").Append(1, 1).Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        byte[] key = [1];
        Assert.True(lists.TryGet(key, out List<int>? first));
        first.Clear();
        await foreach ((byte[] scanned, List<int> state) in await lists.ScanAsync())
        {
            Assert.Equal([1, 1], state);
            state.Add(100);
            scanned[0] = 2;
        }

        await using IAsyncEnumerator<CommittedState<List<int>>> watch = lists.WatchAsync(key).GetAsyncEnumerator();
        Assert.True(await watch.MoveNextAsync());
        watch.Current.State.Value.Clear();
        key[0] = 3;
        await harness.AdvanceAsync();
        Assert.Equal([1, 1, 1], lists.Get([1]).State.Value);
        Assert.True(await watch.MoveNextAsync().AsTask().Within());
        Assert.Equal([1, 1, 1], watch.Current.State.Value);
    }

    [Fact]
    public async Task Windows_with_an_inverse_function_are_asked_by_key()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.Map(number => (number, 1)).ReduceByKeyAndWindow(
            (left, right) => left + right, (left, right) => left - right, TimeSpan.FromSeconds(2), filter: pair => pair.Value > 0).Named("recent").CollectTo("out");
        EmbeddedStateView<int, int> recent = harness.Context.State<int, int>("recent");
        harness.Feed<int>("in").Append(1, 1).Append(1, 2).Append().Append();
        await harness.StartAsync();
        var answers = new List<(Option<int>, Option<int>, long)>();
        for (int batch = 0; batch < 4; batch++)
        {
            await harness.AdvanceAsync();
            answers.Add((recent.Get(1).State, recent.Get(2).State, recent.Size.Keys));
        }

        Assert.Equal(
            [
                (Option.Some(2), Option<int>.None, 1),
                (Option.Some(3), Option.Some(1), 2),
                (Option.Some(1), Option.Some(1), 2),
                (Option<int>.None, Option<int>.None, 0),
            ],
            answers);
    }

    [Fact]
    public async Task A_question_for_a_key_allocates_nothing()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.Map(number => ((long)number, (long)number)).UpdateStateByKey(StateSpec.Of<long>(), (values, state) => values.Count > 0 ? Option.Some(values[0]) : state)
            .Named("last").CollectTo("out");
        EmbeddedStateView<long, long> last = harness.Context.State<long, long>("last");
        harness.Feed<int>("in").Append([.. Enumerable.Range(0, 100)]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        long allocated = long.MaxValue;
        for (int round = 0; round < 20 && allocated > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long found = 0;
            for (long key = 0; key < 1000; key++)
            {
                found += last.TryGet(key, out long state) && state == key ? 1 : 0;
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(100, found);
        }

        Assert.Equal(0, allocated);
    }

    [Fact]
    public async Task Listeners_are_told_how_large_states_are()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        EmbeddedStateView<string, int> sums = Sums(input, harness.Context);
        var told = new SizeListener();
        harness.Context.AddStreamingListener(told);
        harness.Feed<int>("in").Append(1, 2).Append(3, -1);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal([("sums", FailurePolicyTests.At(1), 2L), ("sums", FailurePolicyTests.At(2), 2L)], told.Sizes.Select(size => (size.OperatorName, size.BatchTime, size.Keys)));
        Assert.All(told.Sizes, size => Assert.True(size.Bytes > 0));
        Assert.Equal(sums.Size.Keys, told.Sizes[^1].Keys);
    }

    /// <summary>Sums numbers by their magnitude, under the name 'sums'; a sum of zero is removed.</summary>
    internal static EmbeddedStateView<string, int> Sums(DStream<int> input, StreamingContext ssc)
    {
        Counted(input).CollectTo("out");
        return ssc.State<string, int>("sums");
    }

    private static DStream<int> Counted(DStream<int> input) =>
        input.Map(number => ($"key {Math.Abs(number)}", number)).MapWithState(StateSpec.Of<int>(), (_, value, state) =>
        {
            int sum = state.GetOption().GetValueOrDefault(0) + value.Value;
            if (sum != 0)
            {
                state.Update(sum);
            }
            else if (state.Exists)
            {
                state.Remove();
            }

            return sum;
        }).Named("sums");

    private sealed class SizeListener : StreamingListener
    {
        internal List<StateSize> Sizes { get; } = [];

        public override void OnBatchCompleted(BatchInfo batch) => Sizes.AddRange(batch.States);
    }
}
