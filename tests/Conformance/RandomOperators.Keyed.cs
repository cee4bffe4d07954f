using System.Globalization;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

internal static partial class RandomOperators
{
    private static IEnumerable<RandomOperator> Combining(int number, int? partitions) =>
    [
        RandomOperator.One(one => one.ReduceByKey((left, right) => left + right, partitions), all => Grouped(all, Enumerable.Sum)),
        RandomOperator.One(one => one.ReduceByKey(Math.Max, new ByLength(number)), all => Grouped(all, Enumerable.Max)),
        RandomOperator.One(one => Counted(one, partitions, mapSide: true), all => Grouped(all, Counted)),
        RandomOperator.One(one => Counted(one, partitions, mapSide: false), all => Grouped(all, Counted)),
        RandomOperator.One(
            one => one.AggregateByKey(new List<long>(), Append, Join, partitions).MapValues(values => Counted(values)), all => Grouped(all, Counted)),
        RandomOperator.One(one => one.FoldByKey(0L, (left, right) => (left + right) % 1000, partitions), all => Grouped(all, values => values.Sum() % 1000)),
        RandomOperator.One(one => one.Count().Map(count => ((string?)"count", count)), all => [("count", all.Count)]),
        RandomOperator.One(one => one.Keys().CountByValue(partitions).Map(pair => (pair.Value, pair.Count)), all => Grouped(all, values => values.Count())),
        RandomOperator.One(one => one.CountByValue(partitions).Map(pair => (pair.Value.Key, pair.Count)), all => all.GroupBy(pair => pair).Select(group => (group.Key.Key, group.LongCount()))),
        RandomOperator.One(one => one.Reduce(Larger), all => all.Count == 0 ? [] : [all.Aggregate(Larger)]),
        RandomOperator.One(one => one.Distinct(partitions), all => all.Distinct()),
        RandomOperator.One(one => one.Keys().Distinct(new ByLength(number)).Map(key => (key, 1L)), all => Grouped(all, _ => 1)),
        RandomOperator.One(
            one => one.Map(pair => (Utf8Slice.From(pair.Key ?? "null"), pair.Value)).ReduceByKey(Math.Max, partitions).Map(pair => ((string?)pair.Item1.ToString(), pair.Value)),
            all => Grouped([.. all.Select(pair => (pair.Key ?? "null", pair.Value))], Enumerable.Max)),
    ];

    private static IEnumerable<RandomOperator> Grouping(int number, int? partitions) =>
    [
        RandomOperator.One(one => one.GroupByKey(partitions).MapValues(Counted), all => Grouped(all, Counted)),
        RandomOperator.One(one => one.GroupByKey(new ByLength(number)).FlatMapValues(values => values), all => all),
        RandomOperator.One(
            one => one.GroupBy(pair => pair.Value % number, partitions).Map(group => (KeyOf(group.Key), group.Value.Sum(pair => pair.Value) % 1000)),
            all => all.GroupBy(pair => pair.Value % number).Select(group => (KeyOf(group.Key), group.Sum(pair => pair.Value) % 1000))),
        RandomOperator.One(
            one => one.Map(pair => (Strange(pair.Value), pair.Value)).GroupByKey(partitions).Map(pair => (NameOf(pair.Key), Counted(pair.Value))),
            all => Grouped([.. all.Select(pair => (NameOf(Strange(pair.Value)), pair.Value))], Counted)),
        RandomOperator.One(
            one => one.Map(pair => Strange(pair.Value)).Distinct(partitions).Map(value => (NameOf(value), 1L)),
            all => Grouped([.. all.Select(pair => (NameOf(Strange(pair.Value)), 1L))], _ => 1)),
    ];

    // The right side of joins has one pair for a key, so that programs of many joins stay small.
    private static IEnumerable<RandomOperator> Joining(int number, int? partitions) =>
    [
        RandomOperator.Two(
            (one, other) => one.Join(Largest(other), partitions).MapValues(both => ((both.Left * 3) + both.Right) % 1000),
            (one, other) => Joined(one, other, rights => rights)),
        RandomOperator.Two(
            (one, other) => one.LeftOuterJoin(Largest(other), new ByLength(number)).MapValues(both => ((both.Left * 3) + both.Right.GetValueOrDefault(1)) % 1000),
            (one, other) => Joined(one, other, rights => rights.DefaultIfEmpty(1))),
        RandomOperator.Two(
            (one, other) => Largest(other).RightOuterJoin(one, partitions).MapValues(both => ((both.Right * 3) + both.Left.GetValueOrDefault(2)) % 1000),
            (one, other) => Joined(one, other, rights => rights.DefaultIfEmpty(2))),
        RandomOperator.Two(
            (one, other) => one.FullOuterJoin(Largest(other), partitions).MapValues(both => ((both.Left.GetValueOrDefault(5) * 3) + both.Right.GetValueOrDefault(1)) % 1000),
            (one, other) => Joined(one, other, rights => rights.DefaultIfEmpty(1))
                .Concat(Without(Largest(other), [.. one.Select(pair => pair.Key)], pair => pair.Key).Select(right => (right.Key, (15 + right.Value) % 1000)))),
        RandomOperator.Two(
            (one, other) => one.Cogroup(other, partitions).MapValues(both => (both.Left.Sum() + (2 * both.Right.Sum())) % 1000),
            (one, other) => Grouped([.. one, .. other.Select(pair => (pair.Key, pair.Value * 2))], values => values.Sum() % 1000)),
        RandomOperator.Two(
            (one, other) => one.Transform(rdd => rdd.Cogroup(rdd.Filter(pair => pair.Value % 2 == 0), rdd.MapValues(value => value + 1), new ByLength(number))
                .MapValues(all => (all.First.Sum() + all.Second.Count + all.Third.Sum()) % 1000)),
            (one, _) => Grouped(one, values => values.Sum(value => (2 * value) + 1 + (value % 2 == 0 ? 1 : 0)) % 1000)),
        RandomOperator.Two(
            (one, other) => one.SubtractByKey(other.Filter(pair => pair.Value % 2 == 0), partitions),
            (one, other) => Without(one, [.. other.Where(pair => pair.Value % 2 == 0).Select(pair => pair.Key)], pair => pair.Key)),
        RandomOperator.Two(
            (one, other) => one.TransformWith(other, (rdd, second) => rdd.Subtract(second.Filter(pair => pair.Value % 2 == 0), partitions)),
            (one, other) => Without(one, [.. other.Where(pair => pair.Value % 2 == 0)], pair => pair)),
        RandomOperator.Two((one, other) => one.TransformWith(other, (rdd, second) => rdd.Intersection(second, partitions)), (one, other) => one.Intersect(other)),
        RandomOperator.Two(
            (one, other) => one.Map(pair => (Strange(pair.Value), 1L)).ReduceByKey((left, right) => left + right, partitions)
                .Join(other.Map(pair => (Strange(pair.Value), 1L)).ReduceByKey((left, _) => left, partitions)).Map(pair => (NameOf(pair.Key), pair.Value.Left)),
            (one, other) =>
            {
                HashSet<string?> names = [.. other.Select(pair => NameOf(Strange(pair.Value)))];
                return Grouped([.. one.Select(pair => (NameOf(Strange(pair.Value)), 1L)).Where(pair => names.Contains(pair.Item1))], Enumerable.Sum);
            }),
    ];

    private static DStream<Pair> Counted(DStream<Pair> pairs, int? partitions, bool mapSide) => pairs
        .CombineByKey(value => new List<long> { value }, Append, Join, partitions, mapSide).MapValues(values => Counted(values));

    private static long Counted(IEnumerable<long> values) => (values.Sum() + (7 * values.LongCount())) % 1000;

    private static List<long> Append(List<long> list, long value)
    {
        list.Add(value);
        return list;
    }

    private static List<long> Join(List<long> left, List<long> right)
    {
        left.AddRange(right);
        return left;
    }

    private static Pair Larger(Pair left, Pair right)
    {
        int order = left.Value != right.Value ? left.Value.CompareTo(right.Value) : string.CompareOrdinal(left.Key, right.Key);
        return order >= 0 ? left : right;
    }

    private static DStream<Pair> Largest(DStream<Pair> pairs) => pairs.ReduceByKey(Math.Max, 2);

    private static IEnumerable<Pair> Largest(IReadOnlyList<Pair> pairs) => Grouped(pairs, Enumerable.Max);

    private static IEnumerable<Pair> Joined(IReadOnlyList<Pair> one, IReadOnlyList<Pair> other, Func<IEnumerable<long>, IEnumerable<long>> matches)
    {
        ILookup<string?, long> rights = Largest(other).ToLookup(pair => pair.Key, pair => pair.Value);
        return one.SelectMany(left => matches(rights[left.Key]).Select(right => (left.Key, ((left.Value * 3) + right) % 1000)));
    }

    private static IEnumerable<Pair> Without<T>(IEnumerable<Pair> pairs, HashSet<T> left, Func<Pair, T> by) => pairs.Where(pair => !left.Contains(by(pair)));

    private static IEnumerable<Pair> Grouped(IReadOnlyList<Pair> pairs, Func<IEnumerable<long>, long> reduce) =>
        pairs.GroupBy(pair => pair.Key).Select(group => (group.Key, reduce(group.Select(pair => pair.Value))));

    /// <summary>Numbers whose identity is not that of their bits.</summary>
    private static double Strange(long value) => (value % 6) switch
    {
        0 => double.NaN,
        1 => -0.0,
        2 => 0.0,
        3 => BitConverter.Int64BitsToDouble(-1),
        4 => double.NegativeInfinity,
        _ => value,
    };

    // Which of equal keys stands for all is not said: negative zero becomes zero.
    private static string? NameOf(double value) => (value + 0.0).ToString(CultureInfo.InvariantCulture);
}
