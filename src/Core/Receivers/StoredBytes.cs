using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream.Receivers;

/// <summary>A received block, of lines or of encoded records, that waits for its batch and its readers: in memory, or on disk when memory is
/// short.</summary>
internal sealed class StoredBytes : StoredBlock, IDisposable
{
    private readonly Lock _lock = new();
    private readonly BlockStore _store;
    private readonly bool _poison;
    private readonly int _length;
    private LineBlock? _lines;
    private SpillFile? _file;
    private int _readers;

    /// <param name="lines">The block, which is let go when this object is disposed of, or when it is on disk.</param>
    /// <param name="store">What counts and evicts it.</param>
    /// <param name="poison">Whether arrays are overwritten when they go back to their pool.</param>
    internal StoredBytes(LineBlock lines, BlockStore store, bool poison)
    {
        _lines = lines;
        _length = lines.Length;
        _store = store;
        _poison = poison;
        store.Reserve(_length);
        store.Offer(this, EvictionRank.Received);
        store.MakeRoom(0);
    }

    /// <summary>How many bytes it has.</summary>
    internal int Length => _length;

    /// <summary>A block of bytes that nobody writes to any more.</summary>
    internal static StoredBytes Of(ReadOnlyMemory<byte> bytes, BlockStore store)
    {
        // An array that is much longer than what is in it would take memory that nobody counts.
        byte[] array = MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment) && segment.Offset == 0 && segment.Array!.Length / 5 <= bytes.Length / 4
            ? segment.Array
            : bytes.ToArray();
        return new StoredBytes(new LineBlock(Utf8Block.Own(array), 0, bytes.Length), store, poison: false);
    }

    /// <summary>The bytes, which stay where they are until the task ends.</summary>
    /// <exception cref="ObjectDisposedException">The block has been let go.</exception>
    internal LineBlock Read(TaskScope task)
    {
        lock (_lock)
        {
            if (_lines is { } lines)
            {
                _readers++;
                task.Own(new Reading(this));
                return lines;
            }

            ObjectDisposedException.ThrowIf(_file is null, this);
        }

        Utf8Block? block = null;
        using SafeFileHandle handle = _file.Open();
        _file.Read(handle, 0, length =>
        {
            block = Utf8Block.Rent(length, _poison);
            task.Own(new Lease(block));
            return block.Bytes;
        });
        return new LineBlock(block!, 0, _length);
    }

    /// <summary>A copy of a piece, or null if the block has been let go.</summary>
    internal byte[]? TryCopy(int offset, int length)
    {
        int count = Math.Min(length, _length - offset);
        lock (_lock)
        {
            if (_lines is { } lines)
            {
                return lines.Bytes.Span.Slice(offset, count).ToArray();
            }

            if (_file is null)
            {
                return null;
            }

            byte[] all = new byte[_length];
            using SafeFileHandle handle = _file.Open();
            _file.Read(handle, 0, _ => all);
            return all[offset..(offset + count)];
        }
    }

    internal override long Evict()
    {
        lock (_lock)
        {
            if (_readers > 0 || _lines is not { } lines)
            {
                return 0;
            }

            _file ??= new SpillFile(_store.Directory);
            _file.Append([lines.Bytes]);
            _store.CountSpilled(_length);
            LetGo(lines);
            return _length;
        }
    }

    /// <summary>Lets the block go. Nothing reads it any more.</summary>
    public void Dispose()
    {
        _store.Withdraw(this);
        lock (_lock)
        {
            if (_lines is { } lines)
            {
                LetGo(lines);
            }

            _file?.Dispose();
            _file = null;
        }
    }

    private void LetGo(LineBlock lines)
    {
        lines.Block.Release();
        _lines = null;
        _store.Free(_length);
    }

    private void EndRead()
    {
        lock (_lock)
        {
            _readers--;
        }
    }

    private sealed class Reading(StoredBytes lines) : IDisposable
    {
        public void Dispose() => lines.EndRead();
    }

    private sealed class Lease(Utf8Block block) : IDisposable
    {
        public void Dispose() => block.Release();
    }
}
