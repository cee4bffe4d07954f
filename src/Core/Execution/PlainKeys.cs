using System.Buffers;
using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Keys kept as they are.</summary>
internal readonly struct PlainKeys<TKey, TOps>(TOps ops) : IStoredKeys<TKey, TKey>
    where TOps : struct, IKeyOps<TKey>
{
    private readonly TOps _ops = ops;

    public bool HashTogether => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(TKey key) => _ops.Hash(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TKey Form(TKey key) => key;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TKey Form(TKey key, out ulong hash)
    {
        hash = _ops.Hash(key);
        return key;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong FormAt(ref TKey place, TKey key)
    {
        place = key;
        return _ops.Hash(key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(in TKey left, in TKey right) => _ops.Equals(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsOf(in TKey stored, TKey key) => _ops.Equals(stored, key);

    public TKey Own(in TKey stored, KeyArena arena) => _ops.NeedsOwn ? _ops.Own(stored, arena) : stored;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TKey Load(in TKey stored) => stored;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HashOf(in TKey stored) => _ops.Hash(stored);

    public void Write(ReadOnlySpan<TKey> keys, Codec<TKey> codec, IBufferWriter<byte> output) => codec.WriteBlock(keys, output);

    public void Read(ReadOnlySpan<byte> bytes, Codec<TKey> codec, Span<TKey> keys, KeyArena arena) => codec.ReadBlock(bytes, keys, arena);
}
