using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OrleansStream.Benchmarks;

/// <summary>Counts of words of at most 15 bytes: open addressing, linear probing, the word itself in its slot.</summary>
/// <remarks>
/// A key is the word padded with zeros to 15 bytes, then its length plus one: two words differ if and only if their keys do, a key is
/// compared with one instruction, and the all-zero key marks a free slot. Memory is not the collector's and is kept between runs.
/// </remarks>
internal sealed unsafe class ShortWordTable : IDisposable
{
    /// <summary>The longest word that has a key.</summary>
    public const int LongestWord = 15;

    /// <summary>How many words ahead slots are prefetched.</summary>
    public const int Ahead = 64;

    private const int FirstCapacity = 1 << 14;
    private Slot* _slots;
    private int _capacity;
    private int _used;

    public ShortWordTable() => Allocate(FirstCapacity);

    /// <summary>Forgets all words and keeps the memory.</summary>
    public void Clear()
    {
        NativeMemory.Clear(_slots, (nuint)_capacity * (nuint)sizeof(Slot));
        _used = 0;
    }

    /// <summary>The key of a word of at most 15 bytes.</summary>
    /// <param name="word">The word's first byte; 16 bytes from there must be readable.</param>
    /// <param name="length">The word's length.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<byte> Key(byte* word, int length)
    {
        Vector128<byte> lengths = Vector128.Create((byte)length);
        Vector128<byte> kept = Vector128.LessThan(Vector128<byte>.Indices, lengths) & Vector128.Load(word);
        return kept.WithElement(15, (byte)(length + 1));
    }

    /// <summary>A hash of a key whose low bits are good.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Hash(Vector128<byte> key)
    {
        Vector128<ulong> halves = key.AsUInt64();
        ulong mixed = (halves[0] ^ BitOperations.RotateLeft(halves[1] * 0x9E3779B97F4A7C15, 29)) * 0xBF58476D1CE4E5B9;
        return (uint)(mixed >> 32);
    }

    /// <summary>Counts one of each of these words.</summary>
    /// <param name="keys">Their keys.</param>
    /// <param name="hashes">Their hashes, and <see cref="Ahead"/> readable numbers behind them.</param>
    /// <param name="count">How many.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Count(Vector128<byte>* keys, uint* hashes, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (Sse.IsSupported)
            {
                Sse.Prefetch0(_slots + (hashes[i + Ahead] & (uint)(_capacity - 1)));
            }

            Add(keys[i], hashes[i], 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Add(Vector128<byte> key, uint hash, long count)
    {
        uint mask = (uint)(_capacity - 1);
        uint at = hash & mask;
        while (true)
        {
            Slot* slot = _slots + at;
            if (slot->Key == key)
            {
                slot->Count += count;
                return;
            }

            if (slot->Key == Vector128<byte>.Zero)
            {
                Insert(slot, key, count);
                return;
            }

            at = (at + 1) & mask;
        }
    }

    /// <summary>Adds all counts of another table.</summary>
    public void Merge(ShortWordTable other)
    {
        for (int i = 0; i < other._capacity; i++)
        {
            Slot* slot = other._slots + i;
            if (slot->Key != Vector128<byte>.Zero)
            {
                Add(slot->Key, Hash(slot->Key), slot->Count);
            }
        }
    }

    /// <summary>Calls an action with each word and its count, in no particular order.</summary>
    public void ForEach(WordAction action)
    {
        for (int i = 0; i < _capacity; i++)
        {
            Slot* slot = _slots + i;
            if (slot->Key != Vector128<byte>.Zero)
            {
                action(new ReadOnlySpan<byte>(&slot->Key, slot->Key[15] - 1), slot->Count);
            }
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_slots);
        _slots = null;
        _capacity = 0;
    }

    private void Allocate(int capacity)
    {
        _slots = (Slot*)NativeMemory.AlignedAlloc((nuint)capacity * (nuint)sizeof(Slot), 64);
        _capacity = capacity;
        Clear();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Insert(Slot* slot, Vector128<byte> key, long count)
    {
        slot->Key = key;
        slot->Count = count;
        if (++_used > _capacity / 2)
        {
            Grow();
        }
    }

    private void Grow()
    {
        Slot* old = _slots;
        int oldCapacity = _capacity;
        Allocate(oldCapacity * 2);
        for (int i = 0; i < oldCapacity; i++)
        {
            if (old[i].Key != Vector128<byte>.Zero)
            {
                Add(old[i].Key, Hash(old[i].Key), old[i].Count);
            }
        }

        NativeMemory.AlignedFree(old);
    }

    // 32 bytes, so that a slot never lies across two cache lines.
    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Slot
    {
        public Vector128<byte> Key;
        public long Count;
    }
}
