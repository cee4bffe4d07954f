using OrleansStream.Core.Tests.Batches;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Stateful;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Stateful;

public class StateHistoryTests
{
    [Fact]
    public async Task Older_batches_are_asked_of_as_long_as_they_are_kept()
    {
        await using StreamingTestHarness harness = Keeping(2, out EmbeddedStateView<string, int> sums);
        harness.Feed<int>("in").Append(1).Append(1, 2).Append(-2).Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        EmbeddedStateView<string, int> second = sums.At(FailurePolicyTests.At(2));
        Assert.Equal(new CommittedState<int>(FailurePolicyTests.At(1), Option<int>.None), sums.At(FailurePolicyTests.At(1)).Get("key 2"));
        Assert.Equal(new CommittedState<int>(FailurePolicyTests.At(2), Option.Some(2)), second.Get("key 2"));
        Assert.Equal(Option<int>.None, sums.Get("key 2").State);
        Assert.Equal([1, 2, 1], Enumerable.Range(1, 3).Select(batch => sums.At(FailurePolicyTests.At(batch)).Size.Keys));
        Assert.Equal(FailurePolicyTests.At(2), second.BatchTime);

        await harness.AdvanceAsync();
        Assert.Equal(Option.Some(2), second.Get("key 2").State);
        var all = new List<(string, int)>();
        await foreach ((string key, int state) in await second.ScanAsync())
        {
            all.Add((key, state));
        }

        Assert.Equal([("key 1", 2), ("key 2", 2)], all.Order());
        Assert.Throws<NotSupportedException>(() => second.WatchAsync("key 1"));

        await harness.AdvanceAsync();
        BatchNotRetainedException error = Assert.Throws<BatchNotRetainedException>(() => second.TryGet("key 2", out _));
        Assert.Equal((FailurePolicyTests.At(2), FailurePolicyTests.At(3), FailurePolicyTests.At(5)), (error.Time, error.Oldest, error.Newest));
        Assert.Contains("StateHistory", error.Message, StringComparison.Ordinal);
        Assert.Throws<BatchNotRetainedException>(() => second.BatchTime);
        Assert.Throws<BatchNotRetainedException>(() => second.Size);
        await Assert.ThrowsAsync<BatchNotRetainedException>(async () => await second.ScanAsync());
    }

    [Fact]
    public async Task A_batch_that_is_not_there_is_refused()
    {
        await using StreamingTestHarness harness = Keeping(5, out EmbeddedStateView<string, int> sums);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal(FailurePolicyTests.At(0), sums.At(FailurePolicyTests.At(0)).BatchTime);
        Assert.Throws<BatchNotRetainedException>(() => sums.At(FailurePolicyTests.At(3)));
        Assert.Throws<BatchNotRetainedException>(() => sums.At(FailurePolicyTests.At(-1)));
        Assert.Throws<BatchNotRetainedException>(() => sums.At(FailurePolicyTests.At(1) + TimeSpan.FromMilliseconds(500)));
    }

    [Fact]
    public async Task Without_a_history_only_the_last_batch_is_there()
    {
        await using StreamingTestHarness harness = Keeping(0, out EmbeddedStateView<string, int> sums);
        harness.Feed<int>("in").Append(1).Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync(2);
        Assert.Equal(Option.Some(2), sums.At(FailurePolicyTests.At(2)).Get("key 1").State);
        Assert.Contains(
            "only that of the committed batch",
            Assert.Throws<BatchNotRetainedException>(() => sums.At(FailurePolicyTests.At(1))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_takes_memory_for_its_own_batches_only()
    {
        await using StreamingTestHarness harness = Keeping(3, out EmbeddedStateView<string, int> sums);
        TestFeed<int> feed = harness.Feed<int>("in");
        await harness.StartAsync();
        long early = 0;
        for (int batch = 0; batch < 40; batch++)
        {
            // Every key is removed two batches after it came.
            feed.Append([.. Enumerable.Range(1 + (batch * 500), 500), .. Enumerable.Range(1 + ((batch - 2) * 500), 500).Where(number => number > 0).Select(number => -number)]);
            await harness.AdvanceAsync();
            early = batch == 10 ? sums.Size.Bytes : early;
        }

        Assert.Equal(1000, sums.Size.Keys);
        Assert.InRange(sums.Size.Bytes, 1, early * 2);
        OperatorState state = Assert.Single(harness.Context.Runtime.States.All);
        Assert.All(((OperatorState<string, int>)state).Partitions, partition => Assert.Equal(FailurePolicyTests.At(37).Milliseconds, partition.Base));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(10_001)]
    public void A_history_has_limits(int history)
    {
        var options = new StreamingContextOptions { StateHistory = history };
        Assert.Contains("StateHistory", Assert.Throws<ArgumentException>(() => new StreamingContext(TimeSpan.FromSeconds(1), options)).Message, StringComparison.Ordinal);
    }

    private static StreamingTestHarness Keeping(int history, out EmbeddedStateView<string, int> sums)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.StateHistory = history;
        StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        sums = StateViewTests.Sums(input, harness.Context);
        return harness;
    }
}
