using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Records in order of arrival, in pooled arrays of bounded size: growing copies nothing.</summary>
/// <param name="detacher">Copies records out of their blocks, an array at a time; null if they hold no slices, or were copied already.</param>
/// <param name="arena">Where to.</param>
/// <param name="pool">Where the arrays come from.</param>
internal sealed class RecordPieces<T>(Detacher<T>? detacher, KeyArena arena, PiecePool<T> pool) : IDisposable
{
    private readonly List<ArraySegment<T>> _full = [];
    private T[] _current = [];
    private int _used;
    private double _bytesEach;
    private long _measureAgain;

    internal long Count { get; private set; }

    /// <summary>About how many bytes the records take.</summary>
    internal long Bytes
    {
        get
        {
            long count = _used + Count;
            if (count == 0)
            {
                return 0;
            }

            if (count >= _measureAgain)
            {
                // The latest stand for all. Looking at them costs more than adding them does: once for each eighth that comes is enough.
                ReadOnlySpan<T> sample = _used > 0 ? _current.AsSpan(0, _used) : _full[^1];
                _bytesEach = (double)RecordSize.Of(sample) / sample.Length;
                _measureAgain = count + Math.Max(PiecePool<T>.FirstLength, count / 8);
            }

            return (long)(count * _bytesEach);
        }
    }

    /// <summary>The arrays; complete after <see cref="Complete"/>.</summary>
    internal int PieceCount => _full.Count;

    internal ReadOnlySpan<T> Piece(int index) => _full[index];

    /// <summary>Adds a record, which may point into foreign blocks until its array is full or complete.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(T record)
    {
        if (_used >= _current.Length)
        {
            Grow();
        }

        Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_current), _used++) = record;
    }

    /// <summary>Adds an array that the pool has given, whose records need no copy.</summary>
    internal void AddPiece(T[] rented, int count)
    {
        _full.Add(new ArraySegment<T>(rented, 0, count));
        Count += count;
    }

    /// <summary>Ends adding: everything is copied and can be read.</summary>
    internal void Complete()
    {
        if (_used > 0)
        {
            detacher?.DetachAll(_current.AsSpan(0, _used), arena);
            AddPiece(_current, _used);
            _current = [];
            _used = 0;
        }
    }

    /// <summary>Pushes the records.</summary>
    /// <returns>False when the rest is not wanted.</returns>
    internal bool Feed<TSink>(ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T>
    {
        foreach (ArraySegment<T> piece in _full)
        {
            if (!Chunks.TryPush<T, TSink>(piece, ref sink, task))
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose()
    {
        if (_current.Length > 0)
        {
            AddPiece(_current, _used);
            _current = [];
            _used = 0;
        }

        foreach (ArraySegment<T> piece in _full)
        {
            pool.Return(piece.Array!, piece.Count);
        }

        _full.Clear();
        Count = 0;
        _measureAgain = 0;
        arena.Dispose();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow()
    {
        int length = _current.Length == 0 ? PiecePool<T>.FirstLength : Math.Min(_current.Length * 4, PiecePool<T>.LargestLength);
        Complete();
        _current = pool.Rent(length);
    }
}
