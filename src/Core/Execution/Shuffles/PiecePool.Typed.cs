using System.Buffers;
using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <inheritdoc/>
/// <typeparam name="T">Records.</typeparam>
/// <remarks>Arrays of the largest length are the pool's own; shorter ones come from the shared pool, and go back there. Thread-safe.</remarks>
internal sealed class PiecePool<T> : PiecePool
{
    /// <summary>The shortest length that is asked for first.</summary>
    internal const int FirstLength = 32;

    private const int LargestBytes = 256 * 1024;

    private readonly Lock _lock = new();
    private readonly Stack<T[]> _free = new();
    private int _least;

    /// <summary>The most records in an array.</summary>
    internal static int LargestLength => Math.Max(FirstLength, LargestBytes / Unsafe.SizeOf<T>());

    /// <summary>How many arrays of the largest length nobody uses.</summary>
    internal int FreeCount
    {
        get
        {
            lock (_lock)
            {
                return _free.Count;
            }
        }
    }

    /// <summary>Gives an array for at least so many records, of any content.</summary>
    internal T[] Rent(int length)
    {
        if (length <= LargestLength / 2 || length > LargestLength)
        {
            return ArrayPool<T>.Shared.Rent(length);
        }

        lock (_lock)
        {
            if (_free.TryPop(out T[]? free))
            {
                _least = Math.Min(_least, _free.Count);
                return free;
            }
        }

        return GC.AllocateUninitializedArray<T>(LargestLength);
    }

    /// <summary>Takes an array back that <see cref="Rent"/> has given.</summary>
    /// <param name="array">The array.</param>
    /// <param name="used">How many elements may have been written.</param>
    internal void Return(T[] array, int used)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            array.AsSpan(0, used).Clear();
        }

        if (array.Length != LargestLength)
        {
            ArrayPool<T>.Shared.Return(array);
            return;
        }

        lock (_lock)
        {
            _free.Push(array);
        }
    }

    internal override void Trim()
    {
        lock (_lock)
        {
            for (int i = 0; i < _least; i++)
            {
                _free.Pop();
            }

            _free.TrimExcess();
            _least = _free.Count;
        }
    }
}
