using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Keeps the bytes of short slices in the entry, so that a lookup reads one cache line.</summary>
internal readonly struct InlineSlices : IStoredKeys<Utf8Slice, InlineSlice>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(Utf8Slice key) => default(Utf8SliceKeyOps).Hash(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InlineSlice Form(Utf8Slice key)
    {
        InlineSlice form = default;
        form.Slice = key;
        if (key.Length <= InlineSlice.Capacity)
        {
            Pack(key.Span, out form.Low, out form.High);
        }

        return form;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(in InlineSlice left, in InlineSlice right) =>
        left.Slice.Length == right.Slice.Length
        && left.Low == right.Low
        && left.High == right.High
        && (left.Slice.Length <= InlineSlice.Capacity || left.Slice.Equals(right.Slice));

    public InlineSlice Own(in InlineSlice stored, KeyArena arena) => stored with { Slice = arena.Copy(stored.Slice.Span) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Utf8Slice Load(in InlineSlice stored) => stored.Slice;

    /// <summary>At most sixteen bytes as two words; with the length, they tell any two texts apart.</summary>
    /// <remarks>From eight bytes on, the first and the last eight, which overlap; below, the first and the last four likewise.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Pack(ReadOnlySpan<byte> bytes, out ulong low, out ulong high)
    {
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        nuint length = (nuint)bytes.Length;
        if (length >= 8)
        {
            low = Unsafe.ReadUnaligned<ulong>(ref start);
            high = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, length - 8));
        }
        else if (length >= 4)
        {
            low = Unsafe.ReadUnaligned<uint>(ref start);
            high = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, length - 4));
        }
        else
        {
            low = length == 0 ? 0 : (uint)(start | (Unsafe.Add(ref start, length >> 1) << 8) | (Unsafe.Add(ref start, length - 1) << 16));
            high = 0;
        }
    }
}
