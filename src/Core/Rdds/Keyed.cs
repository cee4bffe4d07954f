using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>The keyed operations: a shuffle where keys do not lie as wanted already, and what is done with each partition behind it.</summary>
internal static class Keyed
{
    /// <summary>The same pairs, partitioned by a rule; the same dataset if it follows the rule already.</summary>
    internal static Rdd<(TKey Key, TValue Value)> Partition<TKey, TValue>(
        Rdd<(TKey Key, TValue Value)> rdd, Partitioning<TKey> partitioning, OperatorInfo info)
    {
        if (partitioning.Equals(rdd.Partitioning))
        {
            return rdd;
        }

        var factory = new ExchangeFactory<TKey, TValue>(rdd, partitioning, info);
        rdd.Scope.Encoding.KeyFor<TKey>().Accept(ref factory);
        return new ExchangeRdd<(TKey Key, TValue Value)>(factory.Made!, partitioning);
    }

    /// <summary>Combines the values of each key.</summary>
    internal static Rdd<(TKey Key, TCombined Value)> Combine<TKey, TValue, TCombined, TCombiner>(
        Rdd<(TKey Key, TValue Value)> rdd,
        TCombiner combiner,
        PartitioningChoice<TKey> choice,
        CombineHints hints,
        OperatorInfo info,
        bool mapSideCombine = true)
        where TCombiner : struct, ICombiner<TValue, TCombined>
    {
        Partitioning<TKey> partitioning = choice.Resolve(rdd.Scope.Job, rdd);
        if (mapSideCombine && !partitioning.Equals(rdd.Partitioning))
        {
            return new CombineRdd<TKey, TCombined>(
                CombineShuffle<TKey, TCombined>.Create<TValue, TCombiner>(rdd, combiner, partitioning, hints, info));
        }

        return StoredKeys.Choose(
            rdd.Scope.Encoding.KeyFor<TKey>(),
            new LocalFactory<TKey, TValue, TCombined, TCombiner>(Partition(rdd, partitioning, info), combiner, hints, info));
    }

    private struct ExchangeFactory<TKey, TValue>(Rdd<(TKey Key, TValue Value)> rdd, Partitioning<TKey> partitioning, OperatorInfo info)
        : IKeyOpsVisitor<TKey>
    {
        internal ExchangeShuffle<(TKey Key, TValue Value)>? Made { get; private set; }

        public void Visit<TOps>(TOps ops)
            where TOps : struct, IKeyOps<TKey> =>
            Made = new ExchangeShuffle<(TKey Key, TValue Value), KeyRoute<TKey, TValue, TOps>>(
                rdd, new KeyRoute<TKey, TValue, TOps>(partitioning.Placement, ops), partitioning.Count, info);
    }

    private sealed class LocalFactory<TKey, TValue, TCombined, TCombiner>(
        Rdd<(TKey Key, TValue Value)> rdd, TCombiner combiner, CombineHints hints, OperatorInfo info)
        : IStoredKeysVisitor<TKey, Rdd<(TKey Key, TCombined Value)>>
        where TCombiner : struct, ICombiner<TValue, TCombined>
    {
        public Rdd<(TKey Key, TCombined Value)> Visit<TStored, TKeys>(TKeys keys)
            where TKeys : struct, IStoredKeys<TKey, TStored> =>
            new LocalCombineRdd<TKey, TStored, TValue, TCombined, TKeys, TCombiner>(rdd, combiner, hints, info, keys);
    }
}
