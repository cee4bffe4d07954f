using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>The partition of a pair's key.</summary>
internal readonly struct KeyRoute<TKey, TValue, TOps>(KeyPlacement<TKey> placement, TOps ops) : IRoute<(TKey Key, TValue Value)>
    where TOps : struct, IKeyOps<TKey>
{
    private readonly KeyPlacement<TKey> _placement = placement;
    private readonly TOps _ops = ops;

    public void Begin(int mapPartition)
    {
    }

    public void Foresee(ReadOnlySpan<(TKey Key, TValue Value)> records)
    {
        if (!typeof(TKey).IsValueType && _placement.NeedsHash)
        {
            foreach (ref readonly (TKey Key, TValue Value) record in records)
            {
                Prefetching.Object(in record.Key);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Of((TKey Key, TValue Value) record) => _placement.Of(record.Key, _placement.NeedsHash ? _ops.Hash(record.Key) : 0);
}
