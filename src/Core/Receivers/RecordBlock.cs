using System.Buffers;
using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Receivers;

/// <summary>Records that a receiver has gathered: the first <paramref name="count"/> of a pooled array.</summary>
internal sealed class RecordBlock<T>(T[] array, int count) : ReceivedBlock<T>
{
    private const int LeastCapacity = 64;

    internal T[] Array => array;

    internal int Count => count;

    internal override long Records => count;

    internal override long Bytes => RecordSize.Of(Span);

    internal ReadOnlySpan<T> Span => array.AsSpan(0, count);

    /// <summary>Copies records into a block of their own.</summary>
    internal static RecordBlock<T> CopyOf(IEnumerable<T> records, string? metadata = null, byte[]? position = null)
    {
        T[] array = ArrayPool<T>.Shared.Rent(records.TryGetNonEnumeratedCount(out int known) ? known : LeastCapacity);
        if (records is ICollection<T> collection)
        {
            collection.CopyTo(array, 0);
            return new RecordBlock<T>(array, known) { Metadata = metadata, Position = position };
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

        return new RecordBlock<T>(array, count) { Metadata = metadata, Position = position };
    }

    /// <summary>Moves records into a pooled array of twice the length, and gives the other back.</summary>
    internal static T[] Grow(T[] array, int count)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(Math.Max(LeastCapacity, array.Length * 2));
        array.AsSpan(0, count).CopyTo(larger);
        Return(array, count);
        return larger;
    }

    /// <summary>Gives a pooled array back. References are cleared, so that the pool keeps no record alive.</summary>
    internal static void Return(T[] array, int count)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            array.AsSpan(0, count).Clear();
        }

        ArrayPool<T>.Shared.Return(array);
    }

    internal override void Run<TSink>(ref TSink sink, TaskScope task) => Chunks.TryPush(Span, ref sink, task);

    internal override void Release() => Return(array, count);
}
