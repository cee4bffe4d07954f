using OrleansStream.Core.Tests.Batches;
using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Stateful;

public class StateScanTests
{
    [Fact]
    public async Task A_scan_reads_one_version_page_by_page_while_batches_are_committed()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        EmbeddedStateView<string, int> sums = StateViewTests.Sums(input, harness.Context);
        TestFeed<int> feed = harness.Feed<int>("in").Append([.. Enumerable.Range(1, 1000)]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        await using StateScan<string, int> scan = await sums.ScanAsync();
        var read = new List<(string, int)>();
        while (await scan.ReadAsync(70) is { Count: > 0 } page)
        {
            Assert.InRange(page.Count, read.Count + page.Count < 1000 ? 70 : 1, 70);
            read.AddRange(page);

            // New keys make tables grow, others change and go.
            feed.Append([.. Enumerable.Range(1000 * read.Count, 500), .. Enumerable.Range(1, 400).Select(number => -number), .. Enumerable.Range(500, 200)]);
            await harness.AdvanceAsync();
        }

        Assert.Equal(FailurePolicyTests.At(1), scan.BatchTime);
        Assert.Equal(Enumerable.Range(1, 1000).Select(number => ($"key {number}", number)).Order(), read.Order());
        Assert.Empty(await scan.ReadAsync(1));
    }

    [Fact]
    public async Task Prefixes_are_ordinal()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        input.FlatMap(_ => new string?[] { "key", "Key", "ké", "key-1", "", null }).Map(key => (key!, 1))
            .UpdateStateByKey(StateSpec.Of<int>(), (values, _) => Option.Some(values.Count)).Named("text").CollectTo("text");
        input.FlatMap(_ => new[] { "key", "Key", "ké", "key-1", "" }).Map(key => (Utf8Slice.From(key), 1))
            .UpdateStateByKey(StateSpec.Of<int>(), (values, _) => Option.Some(values.Count)).Named("utf8").CollectTo("utf8");
        harness.Feed<int>("in").Append(1);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        foreach ((string prefix, string[] keys) in new (string, string[])[]
        {
            ("key", ["key", "key-1"]), ("k", ["key", "key-1", "ké"]), ("ké", ["ké"]), ("x", []), ("", ["", "Key", "key", "key-1", "ké"]),
        })
        {
            Assert.Equal(keys, (await KeysAsync(await harness.Context.State<string, int>("text").ScanAsync(prefix))).Order(StringComparer.Ordinal));
            List<Utf8Slice> slices = await KeysAsync(await harness.Context.State<Utf8Slice, int>("utf8").ScanAsync(prefix));
            Assert.Equal(keys, slices.Select(key => key.ToString()).Order(StringComparer.Ordinal));
        }

        Assert.Equal(6, (await KeysAsync(await harness.Context.State<string, int>("text").ScanAsync())).Count);
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await harness.Context.State<string, int>("text").ScanAsync(null!));
    }

    [Fact]
    public async Task A_scan_that_takes_too_long_makes_way_for_a_commit()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.StateScanLimit = TimeSpan.FromSeconds(3);
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, options);
        EmbeddedStateView<string, int> sums = StateViewTests.Sums(input, harness.Context);
        TestFeed<int> feed = harness.Feed<int>("in").Append([.. Enumerable.Range(1, 1000)]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        await using StateScan<string, int> scan = await sums.ScanAsync();
        Assert.Single(await scan.ReadAsync(1));
        for (int batch = 0; batch < 3; batch++)
        {
            feed.Append([.. Enumerable.Range(1, 1000)]);
            await harness.AdvanceAsync();
            Assert.Single(await scan.ReadAsync(1));
        }

        long held = sums.Size.Bytes;
        await harness.AdvanceAsync(2);
        StateScanExpiredException error = await Assert.ThrowsAsync<StateScanExpiredException>(async () => await scan.ReadAsync(10_000));
        Assert.Equal(("sums", FailurePolicyTests.At(1), TimeSpan.FromSeconds(3)), (error.OperatorName, error.BatchTime, error.Limit));
        Assert.True(sums.Size.Bytes < held);

        // Another one begins at the last batch.
        await using StateScan<string, int> again = await sums.ScanAsync();
        Assert.Equal((1000, FailurePolicyTests.At(6)), ((await again.ReadAsync(10_000)).Count, again.BatchTime));
    }

    [Fact]
    public async Task A_scan_that_nobody_disturbs_may_take_its_time()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        EmbeddedStateView<string, int> sums = StateViewTests.Sums(input, harness.Context);
        harness.Feed<int>("in").Append([.. Enumerable.Range(1, 1000)]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        await harness.StopAsync();
        await using StateScan<string, int> scan = await sums.ScanAsync();
        Assert.Single(await scan.ReadAsync(1));
        harness.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(999, (await scan.ReadAsync(10_000)).Count);
    }

    [Fact]
    public async Task A_scan_keeps_nothing_once_it_is_over()
    {
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input);
        EmbeddedStateView<string, int> sums = StateViewTests.Sums(input, harness.Context);
        TestFeed<int> feed = harness.Feed<int>("in").Append([.. Enumerable.Range(1, 1000)]);
        await harness.StartAsync();
        await harness.AdvanceAsync();
        StateScan<string, int> complete = await sums.ScanAsync();
        Assert.Equal(1000, (await complete.ReadAsync(5000)).Count);
        Assert.Empty(await complete.ReadAsync(1));
        StateScan<string, int> left = await sums.ScanAsync();
        await foreach ((string key, int _) in left)
        {
            Assert.StartsWith("key", key, StringComparison.Ordinal);
            break;
        }

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await left.ReadAsync(1));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await complete.ReadAsync(0));
        long before = sums.Size.Bytes;
        for (int batch = 0; batch < 5; batch++)
        {
            feed.Append([.. Enumerable.Range(1, 1000)]);
            await harness.AdvanceAsync();
        }

        Assert.InRange(sums.Size.Bytes, 1, before * 2);
        Assert.Empty(await complete.ReadAsync(1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(2 * 24 * 60 * 60)]
    public void A_limit_has_limits(int seconds)
    {
        var options = new StreamingContextOptions { StateScanLimit = TimeSpan.FromSeconds(seconds) };
        Assert.Contains("StateScanLimit", Assert.Throws<ArgumentException>(() => new StreamingContext(TimeSpan.FromSeconds(1), options)).Message, StringComparison.Ordinal);
    }

    private static async Task<List<TKey>> KeysAsync<TKey>(StateScan<TKey, int> scan)
    {
        var keys = new List<TKey>();
        await foreach ((TKey key, int _) in scan)
        {
            keys.Add(key);
        }

        return keys;
    }
}
