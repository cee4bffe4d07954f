using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Keys kept as they are.</summary>
internal readonly struct PlainKeys<TKey, TOps>(TOps ops) : IStoredKeys<TKey, TKey>
    where TOps : struct, IKeyOps<TKey>
{
    private readonly TOps _ops = ops;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(TKey key) => _ops.Hash(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(in TKey stored, TKey key) => _ops.Equals(stored, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(in TKey left, in TKey right) => _ops.Equals(left, right);

    public TKey Store(TKey key, KeyArena? arena) => arena is not null && _ops.NeedsOwn ? _ops.Own(key, arena) : key;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TKey Load(in TKey stored) => stored;
}
