using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Combines values of equal keys, first on the map side and then over map outputs in map-partition order.</summary>
internal abstract class ReduceByKeyShuffle<TKey, TValue> : ShuffleDependency
{
    private protected ReduceByKeyShuffle(Rdd<(TKey Key, TValue Value)> parent, int reduceCount, OperatorInfo info)
        : base(parent, reduceCount, info)
    {
    }

    /// <summary>Makes the shuffle with the table specialised for the key type.</summary>
    internal static ReduceByKeyShuffle<TKey, TValue> Create(
        Rdd<(TKey Key, TValue Value)> parent, Func<TValue, TValue, TValue> reduce, int reduceCount, CombineHints hints, OperatorInfo info)
    {
        KeyIdentity<TKey> identity = parent.Scope.Encoding.KeyFor<TKey>();

        // Text keys have a stored form of their own, unless the user has given their type another identity.
        object? texts = identity switch
        {
            KeyIdentityOf<string?, StringKeyOps> => new ReduceByKeyShuffle<string?, InlineString, TValue, InlineStrings>(
                (Rdd<(string?, TValue)>)(object)parent, reduce, reduceCount, hints, info, default),
            KeyIdentityOf<Utf8Slice, Utf8SliceKeyOps> => new ReduceByKeyShuffle<Utf8Slice, InlineSlice, TValue, InlineSlices>(
                (Rdd<(Utf8Slice, TValue)>)(object)parent, reduce, reduceCount, hints, info, default),
            _ => null,
        };
        if (texts is not null)
        {
            return (ReduceByKeyShuffle<TKey, TValue>)texts;
        }

        var factory = new Factory(parent, reduce, reduceCount, hints, info);
        identity.Accept(ref factory);
        return factory.Made!;
    }

    /// <summary>Pushes the combined pairs of a reduce partition.</summary>
    internal abstract void Read<TSink>(int reducePartition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<(TKey Key, TValue Value)>;

    private struct Factory(
        Rdd<(TKey Key, TValue Value)> parent, Func<TValue, TValue, TValue> reduce, int reduceCount, CombineHints hints, OperatorInfo info)
        : IKeyOpsVisitor<TKey>
    {
        internal ReduceByKeyShuffle<TKey, TValue>? Made { get; private set; }

        public void Visit<TOps>(TOps ops)
            where TOps : struct, IKeyOps<TKey> =>
            Made = new ReduceByKeyShuffle<TKey, TKey, TValue, PlainKeys<TKey, TOps>>(
                parent, reduce, reduceCount, hints, info, new PlainKeys<TKey, TOps>(ops));
    }
}
