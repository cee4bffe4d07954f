using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OrleansStream.Benchmarks;

/// <summary>Numbers keys in order of first appearance: open addressing over an index of numbers, of fixed size.</summary>
internal sealed class KeyNumbers
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private readonly long[] _keys;
    private readonly int[] _index;
    private readonly int _shift;

    /// <param name="capacity">How many keys there will be at most.</param>
    public KeyNumbers(int capacity)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, 8) * 2);
        _keys = new long[capacity];
        _index = new int[size];
        _shift = 64 - BitOperations.Log2((uint)size);
    }

    public int Count { get; private set; }

    /// <summary>The keys by number.</summary>
    public ReadOnlySpan<long> Keys => _keys.AsSpan(0, Count);

    /// <summary>Asks the processor for the index where a key is looked for first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Prefetch(long key)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _index[PlaceOf(key)]));
        }
    }

    /// <summary>The number of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Of(long key)
    {
        int at = PlaceOf(key);
        while (_index[at] != 0)
        {
            if (_keys[_index[at] - 1] == key)
            {
                return _index[at] - 1;
            }

            at = (at + 1) & (_index.Length - 1);
        }

        _keys[Count] = key;
        _index[at] = ++Count;
        return Count - 1;
    }

    private int PlaceOf(long key) => (int)(((ulong)key * Multiplier) >> _shift);
}
