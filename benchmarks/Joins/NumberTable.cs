using System.Numerics;

namespace OrleansStream.Benchmarks;

/// <summary>Pairs of numbers by key: open addressing; the pairs of a key lie one after the other, as far as others leave room.</summary>
internal sealed class NumberTable
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private (long Key, long Value)[] _slots = [];
    private int _shift;
    private int _mask;

    /// <summary>Replaces what is in the table.</summary>
    public void Fill(ReadOnlySpan<(long Key, long Value)> pairs)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(pairs.Length, 8) * 2);
        if (size > _slots.Length)
        {
            _slots = new (long, long)[size];
        }

        _mask = size - 1;
        _shift = 64 - BitOperations.Log2((uint)size);
        _slots.AsSpan(0, size).Fill((-1, 0));
        foreach ((long Key, long Value) pair in pairs)
        {
            int at = PlaceOf(pair.Key);
            while (_slots[at].Key >= 0)
            {
                at = (at + 1) & _mask;
            }

            _slots[at] = pair;
        }
    }

    /// <summary>Sums over each pair with every pair of the table that has its key.</summary>
    public long WeighMatches(ReadOnlySpan<(long Key, long Value)> pairs)
    {
        (long Key, long Value)[] slots = _slots;
        long sum = 0;
        foreach ((long key, long value) in pairs)
        {
            for (int at = PlaceOf(key); slots[at].Key >= 0; at = (at + 1) & _mask)
            {
                if (slots[at].Key == key)
                {
                    sum += JoinWorkload.Weigh(key, value, slots[at].Value);
                }
            }
        }

        return sum;
    }

    private int PlaceOf(long key) => (int)(((ulong)key * Multiplier) >> _shift);
}
