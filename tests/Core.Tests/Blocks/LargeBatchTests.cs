using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Blocks;

/// <summary>Batches that are larger than the memory they may take.</summary>
public sealed class LargeBatchTests : IDisposable
{
    private const int Words = 60_000;

    private static readonly Dictionary<string, Func<DStream<string>, DStream<string>>> Jobs = new(StringComparer.Ordinal)
    {
        ["group"] = words => words.Map(word => (word.Length, word)).GroupByKey(3).FlatMap(pair => pair.Value.Select((word, i) => $"{pair.Key} {i} {word}")),
        ["join"] = words => words.Map(word => (word, 1)).Join(words.Map(word => (word, word.Length)).ReduceByKey((_, right) => right), 3)
            .Map(pair => $"{pair.Key} {pair.Value.Right}"),
        ["cogroup"] = words => words.Map(word => (word, 1)).Cogroup(words.Filter(word => word.Length % 2 == 0).Map(word => (word, 2L)), 3)
            .Map(pair => $"{pair.Key} {pair.Value.Left.Count} {pair.Value.Right.Count}"),
        ["combine late"] = words => words.Map(word => (word, word)).CombineByKey(word => word, Joined, Joined, mapSideCombine: false)
            .Map(pair => $"{pair.Key} {pair.Value}"),
        ["sort"] = words => words.Transform(rdd => rdd.SortBy(word => word.Length, partitions: 3)),
        ["sort in one partition"] = words => words.Transform(rdd => rdd.SortBy(word => word.Length, ascending: false, partitions: 1)),
        ["zip"] = words => words.Transform(rdd => rdd.Zip(rdd.Map(word => word.Length))).Map(pair => $"{pair.First} {pair.Second}"),
        ["await"] = words => words.MapAsync(async (word, _) =>
        {
            await Task.Yield();
            return word + "!";
        }, 3),
    };

    private readonly TemporaryDirectory _spill = new();

    public void Dispose() => _spill.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(200_000)]
    public async Task WordsAreCounted(long memoryLimit)
    {
        var expected = Batch().GroupBy(word => word).Select(group => (group.Key, (long)group.Count())).Order().ToList();
        Assert.Equal(expected, (await RunAsync(memoryLimit, Counted)).Order());
    }

    [Fact]
    public async Task TheOrderOfResultsDoesNotDependOnTheRun()
    {
        List<(string, long)> first = await RunAsync(200_000, Counted, threads: 1);
        for (int seed = 0; seed < 3; seed++)
        {
            Assert.Equal(first, await RunAsync(200_000, Counted, threads: 1 + seed, seed));
        }
    }

    [Fact]
    public async Task SlicesAreKeysAndValues()
    {
        List<(string, string)> last = await RunAsync(100_000, words => words
            .Map(word => (Utf8Slice.From(word), Utf8Slice.From(word + "!")))
            .ReduceByKey((_, right) => right)
            .Map(pair => (pair.Item1.ToString(), pair.Item2.ToString())));
        Assert.Equal(Batch().Distinct().Select(word => (word, word + "!")).Order(), last.Order());
    }

    [Fact]
    public async Task ListsAreCombined()
    {
        List<(int Key, int Count, int Sum)> lists = await RunAsync(300_000, words => words
            .Map(word => (word.Length % 3, word.Length))
            .CombineByKey(
                length => new List<int> { length },
                (list, length) =>
                {
                    list.Add(length);
                    return list;
                },
                (left, right) =>
                {
                    left.AddRange(right);
                    return left;
                })
            .Map(pair => (pair.Key, pair.Value.Count, pair.Value.Sum())));
        Assert.Equal(Batch().GroupBy(word => word.Length % 3, (key, all) => (key, all.Count(), all.Sum(word => word.Length))).Order(), lists.Order());
    }

    [Fact]
    public async Task RecordsAreExchanged()
    {
        List<string> expected = await RunAsync(null, words => words.Repartition(3).Map(word => word));
        Assert.Equal(expected, await RunAsync(100_000, words => words.Repartition(3).Map(word => word)));
        Assert.Equal(Batch().Order(), expected.Order());
    }

    [Fact]
    public async Task PartitionsAreGivenAsAWhole()
    {
        List<int> counts = await RunAsync(0, words => words.MapPartitions(all => new[] { all.Count() - all.Distinct().Count() }));
        Assert.Equal(Batch().Chunk(Words / 4).Select(part => part.Length - part.Distinct().Count()), counts);
    }

    public static TheoryData<string> Kinds => [.. Jobs.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task MemoryDoesNotShowInResults(string kind)
    {
        List<string> expected = await RunAsync(null, Jobs[kind]);

        // Of zip only the numbers are kept, 60 KB of a partition: too much for one task alone, whether or not others run meanwhile.
        List<string> results = await RunAsync(kind == "zip" ? 40_000 : 100_000, Jobs[kind]);

        // Groups of a partition that does not fit come in an order of their own.
        if (kind is not ("sort" or "sort in one partition" or "zip" or "await"))
        {
            expected.Sort(StringComparer.Ordinal);
            results.Sort(StringComparer.Ordinal);
        }

        Assert.Equal(expected, results);
    }

    [Theory]
    [InlineData("count")]
    [MemberData(nameof(Kinds))]
    public async Task AFunctionThatThrowsLeavesNothingOnDisk(string kind)
    {
        int calls = 0;
        await using StreamingTestHarness harness = Harness(100_000, out InputDStream<string> input);
        harness.ExpectsFailure = true;
        DStream<string> words = input.Map(word => Interlocked.Increment(ref calls) % 20_000 == 0 ? throw new InjectedFaultException() : word);
        if (kind == "count")
        {
            Counted(words).CollectTo("out");
        }
        else
        {
            Jobs[kind](words).CollectTo("out");
        }

        harness.Feed<string>("in").AppendBatch(FeedBatch.Cut(Batch(), 4));
        await harness.StartAsync();
        await harness.AdvanceAsync(3);
        Assert.DoesNotContain(_spill.Everything(), path => File.Exists(_spill[path]) && !path.EndsWith(".lock", StringComparison.Ordinal));
    }

    private static string Joined(string left, string right) => left + "," + right;

    private static string[] Batch()
    {
        var random = new Random(7);
        return [.. Enumerable.Range(0, Words).Select(_ => $"word {random.Next(Words / 2)} {new string('x', random.Next(30))}")];
    }

    private static DStream<(string, long)> Counted(DStream<string> words) => words.Map(word => (word, 1L)).ReduceByKey((left, right) => left + right);

    private StreamingTestHarness Harness(long? memoryLimit, out InputDStream<string> input, int threads = 2, int? seed = null)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.MemoryLimit = memoryLimit;
        options.SpillDirectory = _spill.Root;
        options.EngineThreads = threads;
        options.TaskOrderSeed = seed;
        var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        harness.Feed<string>("in");
        input = harness.Context.AddressedInput<string>("in");
        return harness;
    }

    private async Task<List<T>> RunAsync<T>(long? memoryLimit, Func<DStream<string>, DStream<T>> define, int threads = 2, int? seed = null)
    {
        await using (StreamingTestHarness harness = Harness(memoryLimit, out InputDStream<string> input, threads, seed))
        {
            define(input).CollectTo("out");
            harness.Feed<string>("in").AppendBatch(FeedBatch.Cut(Batch(), 4));
            await harness.StartAsync();
            await harness.AdvanceAsync();
            Assert.Equal(memoryLimit is not null, harness.Context.Runtime.Blocks.Spilled > 0);
            await harness.AdvanceAsync(2);
            Assert.DoesNotContain(_spill.Everything(), path => File.Exists(_spill[path]) && !path.EndsWith(".lock", StringComparison.Ordinal));
            Assert.Equal(0, harness.Context.Runtime.Blocks.Used);
            List<T> records = [.. harness.Output<T>("out").Batches[0].Records];
            await harness.DisposeAsync();
            Assert.Empty(_spill.Everything());
            return records;
        }
    }
}
