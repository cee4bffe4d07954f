using System.Buffers;
using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Keeps the bytes of short slices in the entry, so that a lookup reads one cache line.</summary>
internal readonly struct InlineSlices : IStoredKeys<Utf8Slice, InlineSlice>
{
    public bool HashTogether => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(Utf8Slice key) => default(Utf8SliceKeyOps).Hash(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InlineSlice Form(Utf8Slice key)
    {
        InlineSlice form = default;
        form.Slice = key;
        if (key.Length <= KeyHash.ShortLength)
        {
            KeyHash.ShortWords(key.Readable, key.Length, out form.First, out form.Second);
        }

        return form;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InlineSlice Form(Utf8Slice key, out ulong hash)
    {
        InlineSlice form = Form(key);
        hash = HashOf(in form);
        return form;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong FormAt(ref InlineSlice place, Utf8Slice key)
    {
        place = Form(key, out ulong hash);
        return hash;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(in InlineSlice left, in InlineSlice right) =>
        left.Slice.Length == right.Slice.Length
        && left.First == right.First
        && left.Second == right.Second
        && (left.Slice.Length <= KeyHash.ShortLength || left.Slice.Equals(right.Slice));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsOf(in InlineSlice stored, Utf8Slice key) => Equals(in stored, Form(key));

    public InlineSlice Own(in InlineSlice stored, KeyArena arena) => stored with { Slice = arena.Copy(stored.Slice.Span) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8Slice Load(in InlineSlice stored) => stored.Slice;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HashOf(in InlineSlice stored) => stored.Slice.Length <= KeyHash.ShortLength
        ? KeyHash.OfShort(stored.First, stored.Second, stored.Slice.Length)
        : KeyHash.Of(stored.Slice.Span);

    public void Write(ReadOnlySpan<InlineSlice> keys, Codec<Utf8Slice> codec, IBufferWriter<byte> output)
    {
        Utf8Slice[] slices = ArrayPool<Utf8Slice>.Shared.Rent(keys.Length);
        for (int i = 0; i < keys.Length; i++)
        {
            slices[i] = keys[i].Slice;
        }

        codec.WriteBlock(slices.AsSpan(0, keys.Length), output);
        ArrayPool<Utf8Slice>.Shared.Return(slices, clearArray: true);
    }

    public void Read(ReadOnlySpan<byte> bytes, Codec<Utf8Slice> codec, Span<InlineSlice> keys, KeyArena arena)
    {
        Utf8Slice[] slices = ArrayPool<Utf8Slice>.Shared.Rent(keys.Length);
        codec.ReadBlock(bytes, slices.AsSpan(0, keys.Length), arena);
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = Form(slices[i]);
        }

        ArrayPool<Utf8Slice>.Shared.Return(slices, clearArray: true);
    }
}
