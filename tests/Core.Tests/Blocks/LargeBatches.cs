using OrleansStream.Testing;
using Pair = (int Key, string Value);

namespace OrleansStream.Core.Tests.Blocks;

/// <summary>Jobs of one batch of about 400 MB, whose results are counted without being gathered.</summary>
internal static class LargeBatches
{
    private const int Records = 1_600_000;
    private const int Partitions = 16;
    private static readonly string Padding = new('x', 100);

    private static readonly Dictionary<string, Func<DStream<Pair>, DStream<long>>> Jobs = new()
    {
        // What a job gives adds up to the number of records when all is well.
        ["reduce"] = pairs => pairs.Map(pair => (pair.Value, 1L)).ReduceByKey((left, right) => left + right).Map(pair => pair.Item2),
        ["combine-late"] = pairs => pairs
            .CombineByKey(Ones, (count, value) => count + Ones(value), (left, right) => left + right, mapSideCombine: false).Map(pair => pair.Value),
        ["combine-late-texts"] = pairs => pairs
            .Map(pair => (pair.Value, 1L)).CombineByKey(one => one, (left, right) => left + right, (left, right) => left + right, mapSideCombine: false).Map(pair => pair.Value),
        ["distinct"] = pairs => pairs.Map(pair => pair.Value).Distinct().Map(Ones),
        ["group"] = pairs => pairs.Map(pair => (pair.Key / 10, pair.Value)).GroupByKey().Map(pair => pair.Value.Sum(Ones)),
        ["join"] = pairs => pairs.Join(pairs.Filter(pair => pair.Key % 2 == 0).Map(pair => (pair.Key, pair.Key)))
            .Map(pair => 2 * (pair.Value.Right == pair.Key ? Ones(pair.Value.Left) : 0)),
        ["cogroup"] = pairs => pairs.Cogroup(pairs.Map(pair => (pair.Key + 1, pair.Value))).Map(pair => pair.Value.Left.Sum(Ones) * (pair.Value.Right.Count == (pair.Key > 0 ? 1 : 0) ? 1 : 0)),
        ["subtract"] = pairs => pairs.Transform(rdd => rdd.Subtract(rdd.Filter(pair => pair.Key % 4 == 0))).Map(pair => pair.Key % 4 == 0 ? 0L : 1L).Union(pairs.Filter(pair => pair.Key % 4 == 0).Map(_ => 1L)),
        ["sort"] = pairs => pairs.Transform(rdd => rdd.SortBy(pair => pair.Key * 7919L % Records)).MapPartitions(InOrder),
        ["sort-one"] = pairs => pairs.Transform(rdd => rdd.SortBy(pair => pair.Key * 7919L % Records, partitions: 1)).MapPartitions(InOrder),
        ["repartition"] = pairs => pairs.Repartition(5).Map(pair => Ones(pair.Value)),
        ["cache"] = pairs =>
        {
            DStream<Pair> kept = pairs.Map(pair => (pair.Key, pair.Value)).Cache();
            return kept.Filter(pair => pair.Key % 2 == 0).Union(kept.Filter(pair => pair.Key % 2 == 1)).Map(pair => Ones(pair.Value));
        },
        ["cache-on-disk"] = pairs =>
        {
            DStream<Pair> kept = pairs.Map(pair => (pair.Key, pair.Value)).Persist(StorageLevel.MemoryAndDisk);
            return kept.Filter(pair => pair.Key % 2 == 0).Union(kept.Filter(pair => pair.Key % 2 == 1)).Map(pair => Ones(pair.Value));
        },
        ["partitions"] = pairs => pairs.MapPartitions(part => part.Concat(part)).Filter(pair => pair.Key % 2 == 0).Map(pair => Ones(pair.Value)),
        ["zip"] = pairs => pairs.Transform(rdd => rdd.Zip(rdd)).Map(both => both.First == both.Second ? 1L : 0),
        ["mapasync"] = pairs => pairs.MapAsync(async (pair, _) =>
        {
            await Task.Yield();
            return pair;
        }, 4).Map(pair => Ones(pair.Value)),
        ["divert"] = pairs => pairs.Map(pair => pair.Key % 16 == 0 ? throw new FormatException("sixteen") : pair).DivertErrors(out DStream<DeadLetter> letters)
            .Map(pair => Ones(pair.Value)).Union(letters.Map(_ => 1L)),
        ["slices"] = pairs => pairs.Map(pair => (Utf8Slice.From(pair.Value), Utf8Slice.From(pair.Value)))
            .ReduceByKey((left, _) => left).Map(pair => Ones(pair.Item2.ToString())),
        ["slices-group"] = pairs => pairs.Map(pair => (Utf8Slice.From(pair.Value), Utf8Slice.From(pair.Value)))
            .GroupByKey().Map(pair => pair.Value.Sum(value => Ones(value.ToString()))),
    };

    // Outputs count the records that they have seen.
    private static readonly Dictionary<string, Action<DStream<Pair>, Action<long>>> Outputs = new()
    {
        ["foreach-partition"] = (pairs, count) => pairs.ForeachPartition((part, _) => count(part.Sum(pair => Ones(pair.Value)))),
        ["foreach-partition-async"] = (pairs, count) => pairs.ForeachPartition(async (part, _, _) =>
        {
            await Task.Yield();
            count(part.Sum(pair => Ones(pair.Value)));
        }),
        ["foreach-async"] = (pairs, count) => pairs.ForeachAsync(
            (pair, _) =>
            {
                count(Ones(pair.Value));
                return Task.CompletedTask;
            },
            maxConcurrency: 2),
        ["foreach-rdd"] = (pairs, count) => pairs.ForeachRdd(rdd => rdd.ForeachAsync(pair =>
        {
            count(Ones(pair.Value));
            return Task.CompletedTask;
        })),
    };

    internal static IEnumerable<string> Kinds => Jobs.Keys.Concat(Outputs.Keys);

    internal static async Task RunAsync(string kind, string spill, TextWriter output)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.SpillDirectory = spill;
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { Patience = TimeSpan.FromMinutes(10) };
        var pairs = new GeneratedStream<Pair>(harness.Context, Partitions, Records, number => (number, $"{number} {Padding}"));
        long sum = 0;
        if (Jobs.TryGetValue(kind, out Func<DStream<Pair>, DStream<long>>? job))
        {
            job(pairs).ForeachRdd(async rdd => sum = await rdd.SumAsync());
        }
        else
        {
            Outputs[kind](pairs, ones => Interlocked.Add(ref sum, ones));
        }

        await harness.StartAsync();
        await harness.AdvanceAsync();
        string result = sum == Records ? "as expected" : $"{sum} and not {Records}";
        await output.WriteLineAsync($"{result}, spilled: {harness.Context.Runtime.Blocks.Spilled > 0}");
    }

    private static long Ones(string text) => text.EndsWith(Padding, StringComparison.Ordinal) ? 1 : 0;

    private static IEnumerable<long> InOrder(IEnumerable<Pair> pairs)
    {
        long last = long.MinValue;
        foreach ((int key, string value) in pairs)
        {
            long place = key * 7919L % Records;
            yield return place >= last ? Ones(value) : 0;
            last = place;
        }
    }
}
