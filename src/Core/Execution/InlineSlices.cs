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
        hash = key.Length <= KeyHash.ShortLength ? KeyHash.OfShort(form.First, form.Second, key.Length) : KeyHash.Of(key.Span);
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

    public InlineSlice Own(in InlineSlice stored, KeyArena arena) => stored with { Slice = arena.Copy(stored.Slice.Span) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8Slice Load(in InlineSlice stored) => stored.Slice;
}
