using System.Buffers;
using System.Collections;
using Microsoft.Win32.SafeHandles;

namespace OrleansStream.Execution;

/// <summary>Records in order, kept as a storage level says: in memory while there is room, the rest on disk or not at all.</summary>
/// <remarks>
/// One thread adds them and completes the block; from then on any may read, and the store may evict. Records added are kept as they are;
/// those read from encoded chunks are new objects each time, whose slices the garbage collector keeps.
/// </remarks>
internal sealed partial class StoredRecords<T> : StoredBlock, IReadOnlyCollection<T>, IDisposable
{
    private readonly Lock _lock = new();
    private readonly BlockStore _store;
    private readonly StorageLevel _level;
    private readonly EvictionRank _rank;
    private readonly bool _detach;
    private RecordChunk<T>[] _chunks = [];
    private int _chunkCount;
    private SpillFile? _file;
    private long _bytes;
    private int _readers;
    private bool _isDropped;
    private bool _isDisposed;

    /// <param name="store">What counts and evicts them.</param>
    /// <param name="level">How they are kept.</param>
    /// <param name="detach">Whether records kept as objects outlive the blocks that slices among them point into, and need copies.</param>
    /// <param name="rank">When they give way.</param>
    internal StoredRecords(BlockStore store, StorageLevel level, bool detach, EvictionRank rank = EvictionRank.Computed)
    {
        _detach = detach;
        _store = store;
        _level = level;
        _rank = rank;
    }

    /// <summary>Whether they did not fit, or have been evicted, and are on no disk.</summary>
    internal bool IsDropped => Volatile.Read(ref _isDropped);

    /// <summary>How many records there are.</summary>
    public int Count { get; private set; }

    /// <summary>Pushes all records, or none if they have been dropped.</summary>
    /// <returns>False if they have been dropped.</returns>
    internal bool TryFeed<TSink>(ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T>
    {
        if (!TryBeginRead())
        {
            return false;
        }

        try
        {
            using var reader = new ChunkReader(this);
            int next = 0;
            while (next < _chunkCount && Chunks.TryPush<T, TSink>(reader.Read(next), ref sink, task))
            {
                next++;
            }

            return true;
        }
        finally
        {
            EndRead();
        }
    }

    /// <exception cref="InvalidOperationException">The records have been dropped or disposed of.</exception>
    public IEnumerator<T> GetEnumerator()
    {
        if (!TryBeginRead())
        {
            throw new InvalidOperationException("The sequence is valid during the call that it was given to only.");
        }

        return Enumerate();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal override long Evict()
    {
        lock (_lock)
        {
            if (_readers > 0 || _isDisposed || _bytes == 0)
            {
                return 0;
            }

            long before = _bytes;
            if (_level.UsesDisk())
            {
                Spill();
            }
            else
            {
                Drop();
            }

            return before - _bytes;
        }
    }

    /// <summary>Frees the records; if they are being read, when the last reader has ended.</summary>
    public void Dispose()
    {
        _store.Withdraw(this);
        lock (_lock)
        {
            _isDisposed = true;
            if (_readers == 0)
            {
                Drop();
            }
        }
    }

    private bool TryBeginRead()
    {
        lock (_lock)
        {
            if (_isDropped || _isDisposed)
            {
                return false;
            }

            _readers++;
        }

        _store.Touch(this);
        return true;
    }

    private void EndRead()
    {
        lock (_lock)
        {
            if (--_readers == 0 && _isDisposed)
            {
                Drop();
            }
        }
    }

    private IEnumerator<T> Enumerate()
    {
        try
        {
            using var reader = new ChunkReader(this);
            for (int i = 0; i < _chunkCount; i++)
            {
                ArraySegment<T> records = reader.Read(i);
                for (int one = 0; one < records.Count; one++)
                {
                    yield return records.Array![one];
                }
            }
        }
        finally
        {
            EndRead();
        }
    }

    // Under the lock, or by the one who adds.
    private void Drop()
    {
        _store.Free(_bytes);
        _bytes = 0;
        _isDropped = true;
        _chunks = [];
        _chunkCount = 0;
        _file?.Dispose();
        _file = null;
    }

    /// <summary>Reads one chunk after the other, over buffers of its own.</summary>
    private sealed class ChunkReader(StoredRecords<T> block) : IDisposable
    {
        private SafeFileHandle? _handle;
        private byte[] _bytes = [];
        private T[] _decoded = [];
        private int _used;

        /// <summary>The records of a chunk, valid until the next call.</summary>
        internal ArraySegment<T> Read(int index)
        {
            RecordChunk<T> chunk = block._chunks[index];
            if (chunk.Records is { } records)
            {
                return new ArraySegment<T>(records, 0, chunk.Count);
            }

            ReadOnlySpan<byte> bytes = chunk.Encoded;
            if (chunk.Encoded is null)
            {
                _handle ??= block._file!.Open();
                bytes = block._file!.Read(_handle, chunk.Start, RentBytes);
            }

            RentDecoded(chunk.Count);
            block._store.CodecFor<T>()!.ReadBlock(bytes, _decoded.AsSpan(0, chunk.Count));
            return new ArraySegment<T>(_decoded, 0, chunk.Count);
        }

        public void Dispose()
        {
            _handle?.Dispose();
            ArrayPool<byte>.Shared.Return(_bytes);
            Array.Clear(_decoded, 0, _used);
            ArrayPool<T>.Shared.Return(_decoded);
        }

        private byte[] RentBytes(int length)
        {
            if (_bytes.Length < length)
            {
                ArrayPool<byte>.Shared.Return(_bytes);
                _bytes = ArrayPool<byte>.Shared.Rent(length);
            }

            return _bytes;
        }

        private void RentDecoded(int count)
        {
            if (_decoded.Length < count)
            {
                Array.Clear(_decoded, 0, _used);
                ArrayPool<T>.Shared.Return(_decoded);
                _decoded = ArrayPool<T>.Shared.Rent(count);
            }

            _used = Math.Max(_used, count);
        }
    }
}
