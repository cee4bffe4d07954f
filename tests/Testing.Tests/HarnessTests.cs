namespace OrleansStream.Testing.Tests;

public class HarnessTests
{
    [Fact]
    public async Task RunsAWordCountBatchByBatch()
    {
        await using var harness = new StreamingTestHarness();
        harness.Feed<string>("lines").Append("a b a", "c").AppendPartitions(["c c"], ["a"]);
        harness.Define(new WordCount());
        await harness.StartAsync();
        CollectedOutput<(string Key, long Value)> counts = harness.Output<(string, long)>("counts");
        Assert.Empty(counts.Batches);

        await harness.AdvanceAsync();
        Assert.Equal([("a", 2L), ("b", 1L), ("c", 1L)], counts.Last.Records.Order());

        await harness.AdvanceAsync(2);
        Assert.Equal(3, counts.Batches.Count);
        Assert.Equal([("a", 1L), ("c", 2L)], counts.Batches[1].Records.Order());
        Assert.Empty(counts.Batches[2].Records);
        Assert.Equal(2, counts.Batches[2].Partitions.Count);
        Assert.Equal(
            [1, 2, 3], counts.Batches.Select(batch => (batch.Time.ToDateTimeOffset() - VirtualTime.DefaultStart).TotalSeconds));
        Assert.Equal(3, counts.Publications);
    }

    [Fact]
    public async Task WhatIsAddedLaterComesInTheNextBatch()
    {
        await using var harness = new StreamingTestHarness();
        TestFeed<int> feed = harness.Feed<int>("numbers");
        harness.Context.AddressedInput<int>("numbers").CollectTo("out");
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        feed.Append(7).AppendNoDataset().Append(8, 9);
        await harness.AdvanceAsync(3);
        Assert.Equal([0, 0, 0, 1, 2], harness.Output<int>("out").Batches.Select(batch => batch.Records.Count));
        Assert.Equal([7, 8, 9], harness.Output<int>("out").Records);
    }

    [Fact]
    public async Task AFailureCannotBePassedOver()
    {
        await using var harness = new StreamingTestHarness();
        harness.Feed<int>("numbers").Append(0);
        harness.Context.AddressedInput<int>("numbers").Map(number => 1 / number).CollectTo("out");
        await harness.StartAsync();
        OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => harness.AdvanceAsync());
        Assert.IsType<DivideByZeroException>(error.InnerException);
        harness.ExpectsFailure = true;
        await harness.AdvanceAsync();
        Assert.Empty(harness.Output<int>("out").Records);
    }

    [Fact]
    public async Task AJobThatDoesNotComeToRestIsNamed()
    {
        await using var harness = new StreamingTestHarness { Patience = TimeSpan.FromMilliseconds(50) };
        var gate = new TaskCompletionSource();
        harness.Context.AddressedInput<int>("numbers").ForeachRdd(_ => gate.Task);
        harness.Feed<int>("numbers").Append(1);
        await harness.StartAsync();
        TimeoutException error = await Assert.ThrowsAsync<TimeoutException>(() => harness.AdvanceAsync());
        Assert.Contains("1 batches are on their way", error.Message, StringComparison.Ordinal);
        gate.SetResult();
    }

    [Fact]
    public async Task AdvancesByTimeFromTimerToTimer()
    {
        await using var harness = new StreamingTestHarness(TimeSpan.FromMilliseconds(100));
        harness.Context.AddressedInput<int>("numbers").CollectTo("out");
        harness.Feed<int>("numbers").Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(99));
        Assert.Empty(harness.Output<int>("out").Batches);
        await harness.AdvanceAsync(TimeSpan.FromMilliseconds(451));
        Assert.Equal(5, harness.Output<int>("out").Batches.Count);
        await harness.AdvanceAsync();
        Assert.Equal(6, harness.Output<int>("out").Batches.Count);
    }

    [Fact]
    public async Task RefusesWrongUse()
    {
        await using var harness = new StreamingTestHarness();
        await Assert.ThrowsAsync<InvalidOperationException>(() => harness.AdvanceAsync());
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => harness.AdvanceAsync(-1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => harness.AdvanceAsync(TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentException>(() => new StreamingTestHarness(TimeSpan.FromSeconds(1), new StreamingContextOptions()));
        harness.Feed<int>("numbers");
        Assert.Throws<InvalidOperationException>(() => harness.Feed<string>("numbers"));
        harness.Output<int>("out");
        Assert.Throws<InvalidOperationException>(() => harness.Output<string>("out"));
        Assert.Throws<ArgumentException>(() => harness.Feeds.Add("numbers", new ListFeed<int>()));
        Assert.Throws<InvalidOperationException>(() => harness.Feeds.Find<int>("absent"));
        await using var bare = new StreamingContext(TimeSpan.FromSeconds(1));
        Assert.Throws<InvalidOperationException>(() => bare.AddressedInput<int>("numbers"));
    }

    private sealed class WordCount : IStreamingJob
    {
        public void Define(StreamingContext ssc, JobArguments args) =>
            ssc.AddressedInput<string>("lines")
                .FlatMap(line => line.Split(' '))
                .Map(word => (word, 1L))
                .ReduceByKey((a, b) => a + b)
                .CollectTo("counts");
    }
}
