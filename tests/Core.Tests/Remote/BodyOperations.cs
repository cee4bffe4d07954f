using System.Globalization;
using System.Text.Json;
using OrleansStream.Core.Tests.Outputs;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>What bodies of batches do with datasets: each operator and action, to a text that does not depend on where it ran.</summary>
internal static class BodyOperations
{
    private static readonly JsonSerializerOptions Json = new() { IncludeFields = true };

    internal static readonly SortedDictionary<string, Func<Rdd<int>, Rdd<int>, StreamingContext, Task<string>>> All = new(StringComparer.Ordinal)
    {
        ["aggregate"] = async (a, _, _) => Text(await a.AggregateAsync(0L, (sum, one) => sum + one, (x, y) => x + y)),
        ["aggregate-by-key"] = (a, _, _) => Sorted(Pairs(a).AggregateByKey("", (text, one) => text + one, (x, y) => x + y)),
        ["cartesian"] = (a, b, _) => Sorted(a.Cartesian(b)),
        ["coalesce"] = (a, _, _) => Ordered(a.Coalesce(2).Glom()),
        ["cogroup"] = (a, b, _) => Sorted(Pairs(a).Cogroup(Pairs(b)).Map(pair => $"{pair.Key}: {Joined(pair.Value.Left)} {Joined(pair.Value.Right)}")),
        ["collect-as-map"] = async (a, _, _) => Text((await Pairs(a).ReduceByKey((x, y) => x + y).CollectAsMapAsync()).OrderBy(pair => pair.Key)),
        ["combine-by-key"] = (a, _, _) => Sorted(Pairs(a).CombineByKey(one => one + 1, (sum, one) => sum + one, (x, y) => x + y)),
        ["count"] = async (a, _, _) => Text(await a.Filter(one => one % 2 == 0).CountAsync()),
        ["count-by-key"] = async (a, _, _) => Text((await Pairs(a).CountByKeyAsync()).OrderBy(pair => pair.Key)),
        ["count-by-value"] = async (a, _, _) => Text((await a.Map(one => one % 3).CountByValueAsync()).OrderBy(pair => pair.Key)),
        ["distinct"] = (a, _, _) => Sorted(a.Map(one => one % 3).Distinct()),
        ["distinct-by-partitioner"] = (a, _, _) => Ordered(a.Map(one => one % 3).Distinct(new Remainder(2)).Glom().Map(part => part.Order().ToArray())),
        ["first"] = async (a, _, _) => Text(await a.FirstAsync()),
        ["flat-map"] = (a, _, _) => Ordered(a.FlatMap(one => Enumerable.Repeat(one, one % 3))),
        ["flat-map-emit"] = (a, _, _) => Ordered(a.FlatMap<string>((one, emit) => emit.Emit($"{one}!"))),
        ["flat-map-values"] = (a, _, _) => Ordered(Pairs(a).FlatMapValues(one => new[] { one, -one })),
        ["fold"] = async (a, _, _) => Text(await a.FoldAsync(0, (x, y) => x + y)),
        ["fold-by-key"] = (a, _, _) => Sorted(Pairs(a).FoldByKey(0, (x, y) => x + y)),
        ["full-join"] = (a, b, _) => Sorted(Pairs(a).FullOuterJoin(Pairs(b)).Map(pair => $"{pair}")),
        ["group-by"] = (a, _, _) => Sorted(a.GroupBy(one => one % 2).Map(pair => $"{pair.Key}: {Joined(pair.Value)}")),
        ["group-by-key"] = (a, _, _) => Sorted(Pairs(a).GroupByKey(2).Map(pair => $"{pair.Key}: {Joined(pair.Value)}")),
        ["histogram"] = async (a, _, _) => Text((await a.HistogramAsync(3)).Counts),
        ["intersection"] = (a, b, _) => Sorted(a.Intersection(b)),
        ["is-empty"] = async (a, _, _) => Text(await a.Filter(one => one < 0).IsEmptyAsync()),
        ["join"] = (a, b, _) => Sorted(Pairs(a).Join(Pairs(b))),
        ["join-outside"] = (a, _, ssc) => Sorted(Pairs(a).Join(ssc.Parallelize([(0, "even"), (1, "odd")]))),
        ["key-by"] = (a, _, _) => Ordered(a.KeyBy(one => one % 2)),
        ["left-join"] = (a, b, _) => Sorted(Pairs(a).LeftOuterJoin(Pairs(b.Filter(one => one % 2 == 0))).Map(pair => $"{pair}")),
        ["lookup"] = async (a, _, _) => Text(await Pairs(a).LookupAsync(1)),
        ["map"] = (a, _, _) => Ordered(a.Map(one => one * 2)),
        ["map-async"] = (a, _, _) => Ordered(a.MapAsync(async (one, _) =>
        {
            await Task.Yield();
            return one * 2;
        }, 2)),
        ["map-partitions"] = (a, _, _) => Ordered(a.MapPartitions(part => new[] { part.Sum() })),
        ["map-partitions-with-index"] = (a, _, _) => Ordered(a.MapPartitionsWithIndex((number, part) => part.Select(one => $"{number}:{one}"))),
        ["map-values"] = (a, _, _) => Ordered(Pairs(a).MapValues(one => one + 1)),
        ["max"] = async (a, _, _) => Text((await a.MaxAsync(), await a.MinAsync(Comparer<int>.Create((x, y) => y.CompareTo(x))))),
        ["mean"] = async (a, _, _) => (await a.MeanAsync()).ToString("R", CultureInfo.InvariantCulture),
        ["outside"] = (_, _, ssc) => Ordered(ssc.Range(0, 10).Map(one => one * one)),
        ["partition-by"] = (a, _, _) => Ordered(Pairs(a).PartitionBy(new Remainder(2)).Glom()),
        ["persist"] = async (a, _, _) =>
        {
            Rdd<int> kept = a.Map(one => one + 1).Persist(StorageLevel.MemoryAndDiskSerialized);
            string twice = await Ordered(kept) + await Ordered(kept.Map(one => one + 1));
            kept.Unpersist();
            return twice + await Ordered(kept);
        },
        ["query"] = (a, _, _) => Ordered(from one in a where one > 2 select one * 3),
        ["reduce"] = async (a, _, _) => Text(await a.ReduceAsync((x, y) => x + y)),
        ["reduce-by-key"] = (a, _, _) => Sorted(Pairs(a).ReduceByKey((x, y) => x + y)),
        ["reduce-by-key-locally"] = async (a, _, _) => Text((await Pairs(a).ReduceByKeyLocallyAsync((x, y) => x + y)).OrderBy(pair => pair.Key)),
        ["reduce-by-record"] = (a, _, _) => Sorted(a.Map(one => (new Place(one % 2, $"{one % 3}"), one)).ReduceByKey((x, y) => x + y)),
        ["reduce-by-text"] = (a, _, _) => Sorted(a.Map(one => ($"{one % 3}", one)).ReduceByKey((x, y) => x + y)),
        ["reduce-twice"] = (a, _, _) => Sorted(Pairs(a).ReduceByKey((x, y) => x + y).Map(pair => (pair.Value % 2, pair.Key)).ReduceByKey((x, y) => x + y)),
        ["repartition"] = (a, _, _) => Ordered(a.Repartition(2).Glom()),
        ["repartition-and-sort"] = (a, _, _) => Ordered(Pairs(a).RepartitionAndSortWithinPartitions(new Remainder(2)).Keys().Glom()),
        ["right-join"] = (a, b, _) => Sorted(Pairs(a.Filter(one => one % 2 == 0)).RightOuterJoin(Pairs(b)).Map(pair => $"{pair}")),
        ["save"] = async (a, _, _) =>
        {
            using var disk = new TemporaryDirectory();
            await a.Map(one => one * 2).SaveAsTextFileAsync(disk["saved"]);
            return string.Join(' ', Directory.GetFiles(disk["saved"], "part-*").Order(StringComparer.Ordinal).SelectMany(File.ReadLines)) + disk.Everything().Length;
        },
        ["save-compressed"] = async (a, _, ssc) =>
        {
            using var disk = new TemporaryDirectory();
            await a.Map(one => one * 2).SaveAsTextFileAsync(disk["saved"], new GzipCodec());
            return await Ordered(ssc.TextFile(disk["saved"], 1)) + Directory.GetFiles(disk["saved"], "*.gz").Length;
        },
        ["sample"] = (a, _, _) => Ordered(a.Sample(withReplacement: false, 0.5, seed: 1)),
        ["sample-with-replacement"] = (a, _, _) => Ordered(a.Sample(withReplacement: true, 1.5, seed: 1)),
        ["sort-by"] = (a, _, _) => Ordered(a.SortBy(one => -one)),
        ["sort-by-comparer"] = (a, _, _) => Ordered(a.Map(one => $"{one}").SortBy(one => one, StringComparer.Ordinal, ascending: false, 2)),
        ["sort-by-key"] = (a, _, _) => Ordered(a.KeyBy(one => one).SortByKey(ascending: false, 2)),
        ["statistics"] = async (a, _, _) => (await a.StatsAsync()).ToString()!,
        ["subtract"] = (a, b, _) => Sorted(a.Subtract(b)),
        ["subtract-by-key"] = (a, b, _) => Sorted(a.KeyBy(one => one).SubtractByKey(b.KeyBy(one => one))),
        ["take"] = async (a, _, _) => Text(await a.TakeAsync(4)),
        ["take-ordered"] = async (a, _, _) => Text((await a.TakeOrderedAsync(2), await a.TopAsync(2), await a.TopAsync(2, Comparer<int>.Create((x, y) => (x % 4).CompareTo(y % 4))))),
        ["take-sample"] = async (a, _, _) => Text(await a.TakeSampleAsync(false, 3, seed: 2)),
        ["union"] = (a, b, ssc) => Ordered(ssc.Union(a, b.Union(a))),
        ["union-by-partition"] = (a, b, _) => Sorted(Pairs(a).ReduceByKey((x, y) => x + y, 3).Union(Pairs(b).ReduceByKey((x, y) => x + y, 3)).ReduceByKey((x, y) => x + y, 3)),
        ["zip"] = (a, _, _) => Ordered(a.Zip(a.Map(one => -one))),
        ["zip-partitions"] = (a, b, _) => Ordered(a.ZipPartitions(b, (x, y) => new[] { x.Sum() - y.Sum() })),
        ["zip-with-index"] = (a, _, _) => Ordered(a.ZipWithIndex()),
        ["zip-with-unique-id"] = (a, _, _) => Ordered(a.ZipWithUniqueId()),
    };

    private static Rdd<(int Key, int Value)> Pairs(Rdd<int> numbers) => numbers.Map(one => (one % 2, one));

    private static string Joined(IEnumerable<int> values) => string.Join(' ', values);

    private static async Task<string> Ordered<T>(Rdd<T> rdd) => Text(await rdd.CollectAsync());

    private static async Task<string> Sorted<T>(Rdd<T> rdd) => Text((await rdd.CollectAsync()).Select(record => Text(record)).Order(StringComparer.Ordinal));

    private static string Text<T>(T value) => JsonSerializer.Serialize(value, Json);

    internal sealed record Place(int Row, string Name);

    private sealed class Remainder(int partitions) : Partitioner<int>
    {
        public override string Name => "remainder";

        public override int PartitionCount => partitions;

        public override int PartitionOf(int key) => key % partitions;
    }
}
