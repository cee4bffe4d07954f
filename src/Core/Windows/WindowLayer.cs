using System.Buffers;
using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Windows;

/// <summary>What a batch has brought into a window: which keys, each with its value.</summary>
/// <remarks>Once the window has turned, the value of a key that later batches have too makes room for what those come to: what is left of the key when
/// this batch leaves.</remarks>
internal sealed class WindowLayer<TValue>(BatchTime time, Rdd source, int capacity, KeyArena? arena) : IDisposable
{
    private int[] _slots = ArrayPool<int>.Shared.Rent(Math.Max(capacity, 16));
    private TValue[] _values = ArrayPool<TValue>.Shared.Rent(Math.Max(capacity, 16));

    internal BatchTime Time => time;

    /// <summary>The dataset it was made from.</summary>
    internal Rdd Source => source;

    /// <summary>Where its values' text lies, if they have any.</summary>
    internal KeyArena? Arena => arena;

    internal int Count { get; private set; }

    /// <summary>The numbers of its keys in the table.</summary>
    internal Span<int> Slots => _slots.AsSpan(0, Count);

    internal Span<TValue> Values => _values.AsSpan(0, Count);

    /// <summary>How many keys the batches after this one have, up to the turn.</summary>
    internal int KeysOfLater { get; set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(int slot, TValue value)
    {
        int[] slots = _slots;
        TValue[] values = _values;
        int count = Count;
        if ((uint)count < (uint)slots.Length && (uint)count < (uint)values.Length)
        {
            slots[count] = slot;
            values[count] = value;
            Count = count + 1;
        }
        else
        {
            AddAfterGrowing(slot, value);
        }
    }

    public void Dispose()
    {
        Pooled.Return(_slots, Count);
        Pooled.Return(_values, Count);
        (_slots, _values, Count) = ([], [], 0);
        arena?.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddAfterGrowing(int slot, TValue value)
    {
        Grow(ref _slots);
        Grow(ref _values);
        Add(slot, value);
    }

    private void Grow<T>(ref T[] array)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(Math.Max(array.Length, Count * 2));
        Array.Copy(array, larger, Count);
        Pooled.Return(array, Count);
        array = larger;
    }
}
