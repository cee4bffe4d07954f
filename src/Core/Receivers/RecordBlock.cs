using System.Buffers;
using System.Runtime.CompilerServices;

namespace OrleansStream.Receivers;

/// <summary>Records that a receiver has gathered: the first <paramref name="Count"/> of a pooled array.</summary>
internal readonly record struct RecordBlock<T>(T[] Array, int Count)
{
    private const int LeastCapacity = 64;

    internal ReadOnlyMemory<T> Records => Array.AsMemory(0, Count);

    /// <summary>Copies records into a block of their own.</summary>
    internal static RecordBlock<T> CopyOf(IEnumerable<T> records)
    {
        T[] array = ArrayPool<T>.Shared.Rent(records.TryGetNonEnumeratedCount(out int known) ? known : LeastCapacity);
        if (records is ICollection<T> collection)
        {
            collection.CopyTo(array, 0);
            return new RecordBlock<T>(array, known);
        }

        int count = 0;
        foreach (T record in records)
        {
            if (count == array.Length)
            {
                array = Grow(array, count);
            }

            array[count++] = record;
        }

        return new RecordBlock<T>(array, count);
    }

    /// <summary>Moves records into a pooled array of twice the length, and gives the other back.</summary>
    internal static T[] Grow(T[] array, int count)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(Math.Max(LeastCapacity, array.Length * 2));
        array.AsSpan(0, count).CopyTo(larger);
        new RecordBlock<T>(array, count).Release();
        return larger;
    }

    /// <summary>Gives the array back. References are cleared, so that the pool keeps no record alive.</summary>
    internal void Release()
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.AsSpan(0, Count).Clear();
        }

        ArrayPool<T>.Shared.Return(Array);
    }
}
