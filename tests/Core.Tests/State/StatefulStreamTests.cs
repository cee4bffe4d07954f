using OrleansStream.Core.Tests.Batches;
using OrleansStream.Core.Tests.Execution;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Encoding;
using OrleansStream.Stateful;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Stateful;

public class StatefulStreamTests
{
    [Fact]
    public async Task AStateKeepsItsRules()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        State<string>? kept = null;
        var said = new List<string>();
        input.Map(number => (number, number)).MapWithState(
            StateSpec.Of<string>().Timeout(TimeSpan.FromSeconds(1)).Partitions(1),
            (key, value, state) =>
            {
                kept = state;
                said.Add($"{key} {value} {state} {state.Exists} {state.IsTimingOut}");
                if (state.IsTimingOut)
                {
                    Assert.Throws<InvalidOperationException>(() => state.Update("new"));
                    Assert.Throws<InvalidOperationException>(state.Remove);
                    return state.Get();
                }

                if (!state.Exists)
                {
                    Assert.Throws<InvalidOperationException>(() => state.Get());
                    Assert.Equal(default, state.GetOption());
                    state.Update("first");
                    Assert.Equal("first", state.Get());
                    return "";
                }

                state.Remove();
                Assert.False(state.Exists);
                Assert.Throws<InvalidOperationException>(state.Remove);
                Assert.Throws<InvalidOperationException>(() => state.Update("new"));
                return "";
            }).CollectTo("out");
        harness.Feed<int>("in").Append(1, 2, 2, 2);
        await harness.StartAsync();
        await harness.AdvanceAsync(4);
        Assert.Equal(
            [
                "1 Some(1) None False False",
                "2 Some(2) None False False",
                "2 Some(2) Some(first) True False",
                "2 Some(2) None False False",
            ],
            said.Take(4));
        Assert.Equal(["1 None Some(first) True True", "2 None Some(first) True True"], said.Skip(4).Order(StringComparer.Ordinal));
        Assert.Equal(["first", "first"], harness.Output<string>("out").Batches[2].Records);
        Assert.Throws<InvalidOperationException>(() => kept!.Exists);
        Assert.Throws<InvalidOperationException>(() => kept!.Get());
        Assert.Throws<InvalidOperationException>(() => kept!.Update("late"));
        Assert.Throws<InvalidOperationException>(kept!.Remove);
        Assert.Equal(0, State(harness).Keys);
    }

    [Fact]
    public async Task ABatchChangesTheWholeStateOrNothingOfIt()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.MaxTaskFailures = 1;
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        harness.ExpectsFailure = true;
        input.Map(number => (number, 1)).MapWithState(StateSpec.Of<int>().Partitions(4), (key, _, state) =>
        {
            state.Update(state.GetOption().GetValueOrDefault(0) + 1);
            return key < 0 ? throw new InjectedFaultException("negative") : key;
        }).StateSnapshots().CollectTo("out");
        harness.Feed<int>("in").Append(1, 2, 3, 4, 5, 6).Append(1, 2, 3, 4, 5, 6, -1).Append(7).Append();
        await harness.StartAsync();
        await harness.AdvanceAsync(4);
        Assert.Equal("MapWithState-1", Assert.IsType<OperatorFailedException>(harness.Context.Failure).OperatorName);
        IReadOnlyList<CollectedBatch<(int Key, int Value)>> batches = harness.Output<(int Key, int Value)>("out").Batches;
        Assert.Equal([FailurePolicyTests.At(1), FailurePolicyTests.At(3), FailurePolicyTests.At(4)], batches.Select(batch => batch.Time));
        Assert.Equal(Enumerable.Range(1, 7).Select(key => (key, 1)), batches[1].Records.Order());
        Assert.Equal(Enumerable.Range(1, 7).Select(key => (key, 1)), batches[2].Records.Order());
        Assert.Equal(FailurePolicyTests.At(4), State(harness).Versions.Newest?.Time);
    }

    [Fact]
    public async Task EveryBatchRunsWhetherOrNotAnOutputAsks()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<(int Key, int Value)> counts = input.Map(number => (number, 1))
            .UpdateStateByKey(StateSpec.Of<int>(), (values, state) => Option.Some(values.Count + state.GetValueOrDefault(0)));
        new EverySecondStream<(int Key, int Value)>(counts).CollectTo("out");
        harness.Feed<int>("in").Append(1).Append(1, 2).AppendNoDataset().Append(2);
        await harness.StartAsync();
        await harness.AdvanceAsync(4);
        IReadOnlyList<CollectedBatch<(int Key, int Value)>> batches = harness.Output<(int Key, int Value)>("out").Batches;
        Assert.Equal([FailurePolicyTests.At(2), FailurePolicyTests.At(4)], batches.Select(batch => batch.Time));
        Assert.Equal([(1, 2), (2, 1)], batches[0].Records.Order());
        Assert.Equal([(1, 2), (2, 2)], batches[1].Records.Order());
    }

    [Fact]
    public async Task SnapshotsThatAreLookedBackOnAreThoseOfTheirBatch()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        DStream<(int Key, int Value)> snapshots = input.Map(number => (number, number)).MapWithState(StateSpec.Of<int>(), (_, value, state) =>
        {
            state.Update(value.Value + state.GetOption().GetValueOrDefault(0));
            return 0;
        }).StateSnapshots();
        new LookBackStream<(int Key, int Value)>(snapshots.MapValues(value => value * 10), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)).CollectTo("out");
        harness.Feed<int>("in").Append(1).Append(1, 2).Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        IReadOnlyList<CollectedBatch<(int Key, int Value)>> batches = harness.Output<(int Key, int Value)>("out").Batches;
        Assert.Equal([(1, 10)], batches[0].Records.Order());
        Assert.Equal([(1, 10), (1, 20), (2, 20)], batches[1].Records.Order());
        Assert.Equal([(1, 20), (1, 30), (2, 20), (2, 20)], batches[2].Records.Order());
    }

    [Fact]
    public async Task CommittedBatchesKeepNoOlderVersions()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.Map(number => (number % 1000, 1L)).MapWithState(StateSpec.Of<long>(), (key, _, state) =>
        {
            state.Update(state.GetOption().GetValueOrDefault(0) + 1);
            return key;
        }).CollectTo("out");
        TestFeed<int> feed = harness.Feed<int>("in");
        await harness.StartAsync();
        long early = 0;
        for (int batch = 0; batch < 30; batch++)
        {
            feed.Append([.. Enumerable.Range(0, 5000)]);
            await harness.AdvanceAsync();
            early = batch == 2 ? State(harness).Bytes : early;
        }

        Assert.Equal(1000, State(harness).Keys);
        Assert.InRange(State(harness).Bytes, 1, early);
    }

    [Fact]
    public async Task KeysThatTimedOutLeaveMemory()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.Map(number => ($"a key that is longer than a slot is wide {number}", 1L))
            .MapWithState(StateSpec.Of<long>().Timeout(TimeSpan.FromSeconds(2)), (key, _, state) =>
            {
                if (!state.IsTimingOut)
                {
                    state.Update(1);
                }

                return 0;
            }).CollectTo("out");
        TestFeed<int> feed = harness.Feed<int>("in");
        await harness.StartAsync();
        long early = 0;
        for (int batch = 0; batch < 40; batch++)
        {
            feed.Append([.. Enumerable.Range(batch * 3000, 3000)]);
            await harness.AdvanceAsync();
            early = batch == 10 ? State(harness).Bytes : early;
        }

        Assert.Equal(9000, State(harness).Keys);
        Assert.InRange(State(harness).Bytes, 1, early * 2);
    }

    [Fact]
    public async Task AskingForStateInsideAStateFunctionIsRefused()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        harness.ExpectsFailure = true;
        input.Map(number => (number, number)).MapWithState(StateSpec.Of<int>(), (key, _, _) => State(harness).Keys).CollectTo("out");
        harness.Feed<int>("in").Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Contains("wait for itself", Assert.IsType<OperatorFailedException>(harness.Context.Failure).InnerException!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SlicesAreCopiedIntoTheState()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        LeasedSlicesRdd.Of(input)
            .Map(slice => (slice, slice))
            .MapWithState(StateSpec.Of<(Utf8Slice Last, int Count)>(), (key, value, state) =>
            {
                int count = state.Exists ? state.Get().Count + 1 : 1;
                string last = state.Exists ? state.Get().Last.ToString() : "none";
                state.Update((value.Value, count));
                return $"{key} {count} {last}";
            }).CollectTo("out");
        harness.Feed<int>("in").Append(1, 2, 1, 1234567890).Append(1, 1234567890);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal(
            [
                "number 1 1 none",
                "number 1 2 number 1",
                "number 1 3 number 1",
                "number 1234567890 1 none",
                "number 1234567890 2 number 1234567890",
                "number 2 1 none",
            ],
            harness.Output<string>("out").Records.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void WhatBreaksARuleIsRefusedWhereItIsDefined()
    {
        var ssc = new StreamingContext(TimeSpan.FromSeconds(1));
        DStream<(string Key, int Value)> pairs = ssc.QueueStream<(string Key, int Value)>(new());
        Assert.Throws<ArgumentOutOfRangeException>(() => StateSpec.Of<int>().Timeout(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => StateSpec.Of<int>().Timeout(TimeSpan.FromTicks(15000)));
        Assert.Throws<ArgumentOutOfRangeException>(() => StateSpec.Of<int>().Timeout(TimeSpan.FromSeconds(1), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => StateSpec.Of<int>().Partitions(0));
        Assert.Throws<ArgumentNullException>(() => StateSpec.Of<int>().InitialState((IEnumerable<(string, int)>)null!));
        Assert.Throws<ArgumentException>(() => pairs.UpdateStateByKey(StateSpec.Of<int>().Timeout(TimeSpan.FromSeconds(1)), (values, state) => state));
        Assert.Throws<UnsupportedTypeException>(() => pairs.MapWithState(StateSpec.Of<Action>(), (key, value, state) => 0));
        Assert.Throws<ArgumentNullException>(() => pairs.MapWithState(StateSpec.Of<int>(), (Func<string, Option<int>, State<int>, int>)null!));
        Assert.Throws<ArgumentNullException>(() => pairs.MapWithState((StateSpec<int>)null!, (key, value, state) => 0));
        Assert.Null(pairs.MapWithState(StateSpec.Of<int>(), (key, value, state) => 0).BoundToProcess);
    }

    private static OperatorState State(StreamingTestHarness harness) => Assert.Single(harness.Context.Runtime.States.All);
}
