using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Docs.Operators;

/// <summary>The page on persistence and memory, as tests.</summary>
public sealed class PersistenceExamples
{
    [Theory]
    [InlineData(true, 3)]
    [InlineData(false, 6)]
    public async Task A_stream_that_two_outputs_read_is_computed_once_if_it_is_kept(bool isKept, int calls)
    {
        int parsed = 0;
        var output = new StringWriter { NewLine = "\n" };
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.Output = output;
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        DStream<string> lines = harness.Context.AddressedInput<string>("lines");
        harness.Feed<string>("lines").Append("1", "2", "3");
        if (isKept)
        {
            DStream<int> numbers = lines.Map(Parse).Cache();
            numbers.Count().Print();
            numbers.Reduce((a, b) => a + b).Print();
        }
        else
        {
            DStream<int> numbers = lines.Map(Parse);
            numbers.Count().Print();
            numbers.Reduce((a, b) => a + b).Print();
        }

        await harness.StartAsync();
        await harness.AdvanceAsync();

        Assert.Equal(["3", "6"], output.ToString().Split('\n').Where(line => int.TryParse(line, out _)));
        Assert.Equal(calls, parsed);

        int Parse(string line)
        {
            Interlocked.Increment(ref parsed);
            return int.Parse(line, null);
        }
    }

    [Fact]
    public async Task Remembered_batches_are_asked_for()
    {
        await using var harness = new StreamingTestHarness();
        StreamingContext ssc = harness.Context;
        DStream<int> numbers = ssc.AddressedInput<int>("numbers");
        harness.Feed<int>("numbers").Append(1).Append(2, 3).Append(4);
        ssc.Remember(TimeSpan.FromMinutes(5));
        numbers.CollectTo("out");
        await harness.StartAsync();
        await harness.AdvanceAsync(batches: 3);

        Assert.Equal(3, await SumOfLatestAsync(numbers));
        await Assert.ThrowsAsync<BatchNotRetainedException>(async () =>
        {
            await harness.AdvanceAsync(TimeSpan.FromMinutes(6));
            BatchTime first = BatchTime.From(harness.Time.GetUtcNow()) - TimeSpan.FromMinutes(6);
            await numbers.SliceAsync(first, first);
        });
    }

    private static async Task<long> SumOfLatestAsync(DStream<int> numbers)
    {
        long records = 0;
        foreach (Rdd<int> batch in await numbers.SliceAsync(TimeSpan.FromSeconds(2)))
        {
            records += await batch.CountAsync();
        }

        return records;
    }

    [Fact]
    public async Task A_context_keeps_to_the_memory_that_it_is_given()
    {
        using var directory = new TemporaryDirectory();
        string disk = directory.Root;
        var options = new StreamingContextOptions
        {
            MemoryLimit = 64 << 20,
            SpillDirectory = disk,
        };
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1), options);
        Rdd<long> kept = ssc.Range(0, 1000).Persist(StorageLevel.DiskOnly);

        Assert.Equal(1000, await kept.CountAsync());
        Assert.NotEmpty(Directory.GetFiles(disk, "*", SearchOption.AllDirectories));
        Assert.Equal(1000, await kept.CountAsync());
        kept.Unpersist();
        Assert.Null(kept.StorageLevel);
    }
}
