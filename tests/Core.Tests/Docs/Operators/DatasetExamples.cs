using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Docs.Operators;

/// <summary>The page on datasets, as tests.</summary>
public sealed class DatasetExamples
{
    [Fact]
    public async Task A_batch_job_reads_files_and_saves_a_directory()
    {
        using var directory = new TemporaryDirectory();
        string books = Path.Join(directory.Root, "books");
        Directory.CreateDirectory(books);
        await File.WriteAllLinesAsync(Path.Join(books, "a.txt"), ["to be or", "not to be"]);
        await File.WriteAllLinesAsync(Path.Join(books, "b.txt"), ["to do"]);
        string output = Path.Join(directory.Root, "counts");

        Assert.Equal([(3L, "to"), (2L, "be")], await CountWordsAsync(books, output));

        Assert.True(File.Exists(Path.Join(output, "_SUCCESS")));
        string[] lines = [.. Directory.GetFiles(output, "part-*").SelectMany(File.ReadAllLines)];
        Assert.Equal(["(be,2)", "(do,1)", "(not,1)", "(or,1)", "(to,3)"], lines.Order(StringComparer.Ordinal));
    }

    private static async Task<IReadOnlyList<(long Count, string Word)>> CountWordsAsync(string books, string output)
    {
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1));
        Rdd<(string Word, long Count)> counts = ssc.TextFile(books)
            .FlatMap(line => line.Split(' '))
            .Map(word => (word, 1L))
            .ReduceByKey((a, b) => a + b)
            .Cache();
        await counts.SaveAsTextFileAsync(output);
        IReadOnlyList<(long Count, string Word)> top = await counts.Map(pair => (pair.Count, pair.Word)).TopAsync(2);
        return top;
    }

    [Fact]
    public async Task Datasets_are_made_as_the_page_says()
    {
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1));

        Assert.Equal([[1, 2], [3, 4, 5]], await ssc.Parallelize([1, 2, 3, 4, 5], partitions: 2).Glom().CollectAsync());
        Assert.Equal([1, 3, 5], await ssc.Range(1, 7, step: 2).CollectAsync());
        Assert.Equal(0, ssc.EmptyRdd<int>().PartitionCount);
        Assert.Equal([1, 2, 3], await ssc.Union(ssc.Parallelize([1, 2]), ssc.Parallelize([3])).CollectAsync());
    }

    [Fact]
    public async Task Operators_give_what_the_page_says()
    {
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1));
        Rdd<int> numbers = ssc.Parallelize([3, 1, 2, 3], partitions: 2);
        Rdd<int> others = ssc.Parallelize([3, 4, 4], partitions: 2);

        Assert.Equal([3, 3, 2, 1], await numbers.SortBy(number => number, ascending: false).CollectAsync());
        Assert.Equal([3], await numbers.Intersection(others).CollectAsync());
        Assert.Equal([1, 2], (await numbers.Subtract(others).CollectAsync()).Order());
        Assert.Equal(12, await numbers.Cartesian(others).CountAsync());
        Assert.Equal([(3, 0L), (1, 1), (2, 2), (3, 3)], await numbers.ZipWithIndex().CollectAsync());
        Assert.Equal([(3, "3"), (1, "1"), (2, "2"), (3, "3")], await numbers.Zip(numbers.Map(number => $"{number}")).CollectAsync());
        Assert.Equal([[3, 1, 2, 3]], await numbers.Coalesce(1).Glom().CollectAsync());
        Assert.Equal(4, (await Task.WhenAll(numbers.RandomSplit([0.5, 0.5], seed: 7).Select(part => part.CountAsync()))).Sum());
    }

    [Fact]
    public async Task Actions_on_an_empty_dataset_do_what_the_table_says()
    {
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1));
        Rdd<int> none = ssc.Parallelize<int>([]);

        Assert.Empty(await none.CollectAsync());
        Assert.Empty(await none.TakeAsync(3));
        Assert.Empty(await none.TopAsync(3));
        Assert.Equal(0, await none.CountAsync());
        Assert.True(await none.IsEmptyAsync());
        Assert.Equal(0, await none.SumAsync());
        Assert.Equal(double.NaN, await none.MeanAsync());
        Assert.Equal(0, await none.FoldAsync(0, (a, b) => a + b));
        Assert.Equal(0, await none.AggregateAsync(0, (sum, number) => sum + number, (a, b) => a + b));
        Assert.Equal(0, (await none.StatsAsync()).Count);
        await Assert.ThrowsAsync<InvalidOperationException>(() => none.FirstAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => none.ReduceAsync((a, b) => a + b));
        await Assert.ThrowsAsync<InvalidOperationException>(() => none.MaxAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => none.MinAsync());
    }

    [Fact]
    public async Task Values_of_a_key_are_looked_up()
    {
        await using var ssc = new StreamingContext(TimeSpan.FromSeconds(1));
        Rdd<(string Key, int Value)> pairs = ssc.Parallelize([("a", 1), ("b", 2), ("a", 3)]);

        Assert.Equal([1, 3], await pairs.LookupAsync("a"));
        Assert.Equal(2, (await pairs.CountByKeyAsync())["a"]);
        Assert.Equal(3, (await pairs.CollectAsMapAsync())["a"]);
        Assert.Equal(4, (await pairs.ReduceByKeyLocallyAsync((a, b) => a + b))["a"]);
    }

    [Fact]
    public async Task A_broadcast_and_an_accumulator_are_used_as_shown()
    {
        await using var harness = new StreamingTestHarness();
        StreamingContext ssc = harness.Context;
        DStream<string> codes = ssc.AddressedInput<string>("codes");
        harness.Feed<string>("codes").Append("de", "xx", "fr").Append("yy");
        Accumulator<long, long> unknown = NameCountries(ssc, codes);
        await harness.StartAsync();

        await harness.AdvanceAsync();
        Assert.Equal(["Germany", "France"], harness.Output<string>("out").Batches[0].Records);
        Assert.Equal(1, unknown.Value);
        await harness.AdvanceAsync();
        Assert.Equal(2, unknown.Value);
    }

    private static Accumulator<long, long> NameCountries(StreamingContext ssc, DStream<string> codes)
    {
        Broadcast<Dictionary<string, string>> countries = ssc.Broadcast(new Dictionary<string, string> { ["de"] = "Germany", ["fr"] = "France" });
        Accumulator<long, long> unknown = ssc.LongAccumulator("unknown countries");
        DStream<string> names = codes.FlatMap<string>((code, emitter) =>
        {
            if (countries.Value.TryGetValue(code, out string? name))
            {
                emitter.Emit(name);
            }
            else
            {
                unknown.Add(1);
            }
        });
        names.CollectTo("out");
        return unknown;
    }
}
