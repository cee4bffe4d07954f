using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OrleansStream.Benchmarks;

/// <summary>Sums by number: open addressing with everything in the slot, and memory asked for ahead.</summary>
internal sealed class LongTable
{
    private const int Ahead = 16;

    private readonly Slot[] _slots;
    private readonly uint _mask;

    /// <param name="keys">How many keys there will be at most.</param>
    public LongTable(int keys)
    {
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(keys, 8) * 2)];
        _mask = (uint)_slots.Length - 1;
    }

    /// <summary>Adds each of a thread's records to its key.</summary>
    /// <returns>The sum of the sums after each record.</returns>
    public long Add(ReadOnlySpan<(long Key, long Value)> records, int share, int threads)
    {
        long sum = 0;
        for (int i = 0; i < records.Length; i++)
        {
            if (i + Ahead < records.Length)
            {
                Prefetch(Hash(records[i + Ahead].Key));
            }

            uint hash = Hash(records[i].Key);
            if (threads == 1 || (hash >> 1) % (uint)threads == share)
            {
                ref Slot slot = ref Find(records[i].Key, hash);
                sum += slot.Sum += records[i].Value;
            }
        }

        return sum;
    }

    /// <summary>The sum of all sums.</summary>
    public long Total()
    {
        long total = 0;
        foreach (ref Slot slot in _slots.AsSpan())
        {
            total += slot.Sum;
        }

        return total;
    }

    // Never 0, which an empty slot has.
    private static uint Hash(long key) => (uint)(((ulong)key * 0x9E37_79B9_7F4A_7C15) >> 32) | 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Slot Find(long key, uint hash)
    {
        uint place = (hash >> 1) & _mask;
        while (true)
        {
            ref Slot slot = ref _slots[place];
            if (slot.Hash == hash && slot.Key == key)
            {
                return ref slot;
            }

            if (slot.Hash == 0)
            {
                slot.Hash = hash;
                slot.Key = key;
                return ref slot;
            }

            place = (place + 1) & _mask;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private unsafe void Prefetch(uint hash)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _slots[(hash >> 1) & _mask]));
        }
    }

    private struct Slot
    {
        public long Key;
        public long Sum;
        public uint Hash;
    }
}
