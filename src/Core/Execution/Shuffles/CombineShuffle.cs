namespace OrleansStream.Execution;

/// <summary>Combines values of equal keys, first on the map side and then over map outputs in map-partition order.</summary>
internal abstract class CombineShuffle<TKey, TCombined> : ShuffleDependency
{
    private protected CombineShuffle(Rdd parent, Partitioning<TKey> partitioning, OperatorInfo info)
        : base(parent, partitioning.Count, info) => Partitioning = partitioning;

    internal Partitioning<TKey> Partitioning { get; }

    /// <summary>Makes the shuffle with the table specialised for the key type.</summary>
    internal static CombineShuffle<TKey, TCombined> Create<TValue, TCombiner>(
        Rdd<(TKey Key, TValue Value)> parent, TCombiner combiner, Partitioning<TKey> partitioning, CombineHints hints, OperatorInfo info)
        where TCombiner : struct, ICombiner<TValue, TCombined> =>
        StoredKeys.Choose(
            parent.Scope.Encoding.KeyFor<TKey>(), new Factory<TValue, TCombiner>(parent, combiner, partitioning, hints, info));

    /// <summary>Pushes the combined pairs of a reduce partition.</summary>
    internal abstract void Read<TSink>(int reducePartition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<(TKey Key, TCombined Value)>;

    private sealed class Factory<TValue, TCombiner>(
        Rdd<(TKey Key, TValue Value)> parent, TCombiner combiner, Partitioning<TKey> partitioning, CombineHints hints, OperatorInfo info)
        : IStoredKeysVisitor<TKey, CombineShuffle<TKey, TCombined>>
        where TCombiner : struct, ICombiner<TValue, TCombined>
    {
        public CombineShuffle<TKey, TCombined> Visit<TStored, TKeys>(TKeys keys)
            where TKeys : struct, IStoredKeys<TKey, TStored> =>
            new CombineShuffle<TKey, TStored, TValue, TCombined, TKeys, TCombiner>(parent, combiner, partitioning, hints, info, keys);
    }
}
