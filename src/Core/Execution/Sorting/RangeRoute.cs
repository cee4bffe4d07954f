namespace OrleansStream.Execution;

/// <summary>The range of a pair's key.</summary>
internal struct RangeRoute<TKey, TValue>(SampledShuffle<TKey, TValue> sampled) : IRoute<(TKey Key, TValue Value)>
{
    private RangeBounds<TKey>? _bounds;

    public void Begin(int mapPartition) => _bounds = sampled.Bounds();

    public readonly void Foresee(ReadOnlySpan<(TKey Key, TValue Value)> records)
    {
    }

    public readonly int Of((TKey Key, TValue Value) record) => _bounds!.RangeOf(record.Key);
}
