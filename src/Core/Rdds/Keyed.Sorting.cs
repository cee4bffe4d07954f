using OrleansStream.Execution;

namespace OrleansStream.Rdds;

internal static partial class Keyed
{
    /// <summary>All pairs in the order of their keys, partition after partition; pairs of equal keys keep their order.</summary>
    internal static Rdd<(TKey Key, TValue Value)> SortByKey<TKey, TValue>(
        Rdd<(TKey Key, TValue Value)> rdd, IComparer<TKey> order, bool ascending, int? partitions, OperatorInfo info)
    {
        int count = partitions ?? Math.Max(1, rdd.PartitionCount);
        IComparer<TKey> direction = ascending ? order : new ReverseOrder<TKey>(order);
        return new SortPartitionsRdd<TKey, TValue>(count == 1 ? rdd.Repartition(1, info) : Ranges(rdd, count, direction, info), direction, info);
    }

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    internal static void ThrowIfNoPartitions(int? partitions) =>
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions ?? 1, 1, nameof(partitions));

    private static ExchangeRdd<(TKey Key, TValue Value)> Ranges<TKey, TValue>(
        Rdd<(TKey Key, TValue Value)> rdd, int ranges, IComparer<TKey> order, OperatorInfo info)
    {
        var sampled = new SampledShuffle<TKey, TValue>(rdd, ranges, order, info);
        return new ExchangeRdd<(TKey Key, TValue Value)>(
            new ExchangeShuffle<(TKey Key, TValue Value), RangeRoute<TKey, TValue>>(
                new SampledRdd<TKey, TValue>(sampled), new RangeRoute<TKey, TValue>(sampled), ranges, info),
            partitioning: null);
    }
}
