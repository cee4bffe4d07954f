using System.Globalization;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>The operators that random programs are made of: all that can be told by what becomes of pairs.</summary>
internal static partial class RandomOperators
{
    /// <summary>Every operator.</summary>
    /// <param name="number">Something from 1 to 4 that makes operators of one kind differ.</param>
    /// <param name="partitions">How many partitions shuffles make, or null for the default.</param>
    internal static IReadOnlyList<RandomOperator> All(int number, int? partitions) =>
    [
        .. Elementwise(number),
        .. Partitionwise(number),
        .. Exchanging(number),
        .. Combining(number, partitions),
        .. Grouping(number, partitions),
        .. Joining(number, partitions),
        .. OfDatasets(number, partitions),
        .. LeavingOut(number),
    ];

    /// <summary>A few different keys, one of them null.</summary>
    internal static string? KeyOf(long number) => number == 3 ? null : string.Create(CultureInfo.InvariantCulture, $"k{number}");

    private static IEnumerable<RandomOperator> Elementwise(int number) =>
    [
        RandomOperator.One(
            one => one.Map(pair => (pair.Key, ((pair.Value * number) + 1) % 1000)), all => all.Select(pair => (pair.Key, ((pair.Value * number) + 1) % 1000))),
        RandomOperator.One(one => one.Map(pair => ReKey(pair, number)), all => all.Select(pair => ReKey(pair, number))),
        RandomOperator.One(one => one.Filter(pair => pair.Value % number == 0), all => all.Where(pair => pair.Value % number == 0)),
        RandomOperator.One(one => one.FlatMap(Some), all => all.SelectMany(Some)),
        RandomOperator.One(one => one.FlatMap(pair => Some(pair).ToArray()), all => all.SelectMany(Some)),
        RandomOperator.One(
            one => one.FlatMap<Pair>((pair, emitter) =>
            {
                foreach (Pair some in Some(pair))
                {
                    emitter.Emit(some);
                }
            }),
            all => all.SelectMany(Some)),
        RandomOperator.One(one => one.MapAsync((pair, _) => LaterAsync(pair, number), number, ordered: number % 2 == 0), all => all.Select(pair => (pair.Key, pair.Value + number))),
        RandomOperator.One(
            one => from pair in one where pair.Value % 2 == 0 from twice in new[] { pair.Value, pair.Value + 1 } select (pair.Key, twice),
            all => from pair in all where pair.Value % 2 == 0 from twice in new[] { pair.Value, pair.Value + 1 } select (pair.Key, twice)),
        RandomOperator.One(one => one.SelectMany(Some), all => all.SelectMany(Some)),
        RandomOperator.One(one => one.KeyBy(pair => pair.Key).MapValues(pair => pair.Value / number), all => all.Select(pair => (pair.Key, pair.Value / number))),
        RandomOperator.One(one => one.FlatMapValues(value => Enumerable.Repeat(value, (int)(value % 3))), all => all.SelectMany(Some)),
        RandomOperator.One(
            one => one.FlatMapValues<string?, long, long>((value, emitter) =>
            {
                for (long i = 0; i < value % 3; i++)
                {
                    emitter.Emit(value);
                }
            }),
            all => all.SelectMany(Some)),
        RandomOperator.One(one => one.Keys().Map(key => (key, (long)number)), all => all.Select(pair => (pair.Key, (long)number))),
        RandomOperator.One(one => one.Values().Map(value => (KeyOf(value % 5), value)), all => all.Select(pair => (KeyOf(pair.Value % 5), pair.Value))),
    ];

    private static IEnumerable<RandomOperator> Partitionwise(int number) =>
    [
        RandomOperator.One(one => one.MapPartitions(part => part.Select(pair => (pair.Key, pair.Value + 1))), all => all.Select(pair => (pair.Key, pair.Value + 1))),
        RandomOperator.One(one => one.MapPartitions(part => part, preservePartitioning: true), all => all),
        RandomOperator.One(one => one.MapPartitionsWithIndex((index, part) => part.Select(pair => (pair.Key, pair.Value + (index < 0 ? 1 : 0)))), all => all),
        RandomOperator.One(one => one.Glom().FlatMap(part => part.Concat(part)), all => all.Concat(all)),
        RandomOperator.Dataset(rdd => rdd.Coalesce(number).Glom().FlatMap(part => part), all => all),
        RandomOperator.Dataset(rdd => rdd.ZipPartitions(rdd, (left, right) => left.Concat(right.Where(pair => pair.Value % 2 == 0))), all => all.Concat(all.Where(pair => pair.Value % 2 == 0))),
    ];

    private static IEnumerable<RandomOperator> Exchanging(int number) =>
    [
        RandomOperator.One(one => one.Repartition(number), all => all),
        RandomOperator.One(one => one.PartitionBy(new ByLength(number)), all => all),
        RandomOperator.Two((one, other) => one.Union(other), (one, other) => one.Concat(other)),
        RandomOperator.Two((one, other) => one.Context.Union(other, one, other.Filter(pair => pair.Value == number)), (one, other) => [.. other, .. one, .. other.Where(pair => pair.Value == number)]),
        RandomOperator.Two((one, other) => one.TransformWith(other, (rdd, second) => second.Union(rdd)), (one, other) => other.Concat(one)),
        RandomOperator.Two((one, other) => one.Context.Transform([one, other], (rdds, _) => rdds[number % 2].Map(pair => (pair.Key, pair.Value + 1))), (one, other) => (number % 2 == 0 ? one : other).Select(pair => (pair.Key, pair.Value + 1))),
    ];

    private static Pair ReKey(Pair pair, int number) => (KeyOf(pair.Value % (number + 1)), pair.Value);

    private static IEnumerable<Pair> Some(Pair pair) => Enumerable.Repeat(pair, (int)Math.Abs(pair.Value % 3));

    private static async Task<Pair> LaterAsync(Pair pair, int number)
    {
        await Task.Yield();
        return (pair.Key, pair.Value + number);
    }
}
