using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <content>How records are taken in and put away.</content>
internal sealed partial class StoredRecords<T>
{
    private const int FirstChunk = 16;
    private const int LargestChunk = 4 * Chunks.Records;
    private const int ChunkBytes = 256 * 1024;

    private T[] _open = [];
    private int _openCount;
    private int _chunkSize = FirstChunk;

    /// <summary>Adds a record.</summary>
    /// <returns>False if the records do not fit and have been dropped.</returns>
    internal bool Add(T record)
    {
        if (_openCount == _open.Length && !MakePlace())
        {
            return false;
        }

        _open[_openCount++] = record;
        return true;
    }

    /// <summary>Puts what has been added where it stays: nothing of what the caller's records point into is needed any more.</summary>
    internal bool Flush() => Seal();

    /// <summary>No more is added: from now on the records may be read and evicted.</summary>
    /// <returns>False if the records do not fit and have been dropped.</returns>
    internal bool Complete()
    {
        if (!Seal())
        {
            return false;
        }

        _open = [];
        if (_bytes > 0)
        {
            _store.Offer(this, _rank);
        }

        return true;
    }

    private bool MakePlace()
    {
        if (_open.Length >= _chunkSize && !Seal())
        {
            return false;
        }

        if (_open.Length < _chunkSize)
        {
            Array.Resize(ref _open, Math.Min(_chunkSize, Math.Max(FirstChunk, _open.Length * 4)));
        }

        return true;
    }

    /// <summary>Puts what has been gathered away as a chunk.</summary>
    private bool Seal()
    {
        if (_isDropped)
        {
            return false;
        }

        if (_openCount == 0)
        {
            return true;
        }

        ReadOnlySpan<T> records = _open.AsSpan(0, _openCount);
        byte[]? encoded = _level.IsSerialized() ? Encode(records) : null;
        long size = encoded?.Length ?? SizeOf(records);
        Append(new RecordChunk<T>(_openCount, encoded is null ? Kept() : null, encoded, 0));
        Count += _openCount;
        _chunkSize = (int)Math.Clamp(ChunkBytes * (long)_openCount / Math.Max(1, size), 1, LargestChunk);
        _openCount = 0;
        if (ReferenceEquals(_chunks[_chunkCount - 1].Records, _open))
        {
            _open = [];
        }

        bool fits = _level != StorageLevel.DiskOnly && _store.TryReserve(size);
        if (fits || _level.UsesDisk())
        {
            _bytes += size;
            if (!fits)
            {
                _store.Reserve(size);
                Spill();
            }

            return true;
        }

        Drop();
        return false;
    }

    /// <summary>A codec is asked only when there are many records, because making it takes longer than a few are worth.</summary>
    private long SizeOf(ReadOnlySpan<T> records) =>
        Count + records.Length >= LargestChunk && _store.CodecFor<T>() is { } codec ? RecordSize.Of(records, codec) : RecordSize.Of(records);

    /// <summary>The records themselves; slices among them are copied if they must outlive their blocks.</summary>
    private T[] Kept()
    {
        if (_detach)
        {
            _store.Encoding.DetacherFor<T>()?.DetachAll(_open.AsSpan(0, _openCount), arena: null);
        }

        return _open;
    }

    private void Append(RecordChunk<T> chunk)
    {
        if (_chunkCount == _chunks.Length)
        {
            Array.Resize(ref _chunks, Math.Max(4, _chunkCount * 2));
        }

        _chunks[_chunkCount++] = chunk;
    }

    /// <summary>Writes what is in memory to disk, except what cannot be encoded.</summary>
    private void Spill()
    {
        var frames = new List<ReadOnlyMemory<byte>>();
        var places = new List<int>();
        for (int i = 0; i < _chunkCount; i++)
        {
            RecordChunk<T> chunk = _chunks[i];
            if (chunk.IsInMemory && (chunk.Encoded ?? Encode(chunk.Records.AsSpan(0, chunk.Count))) is { } bytes)
            {
                frames.Add(bytes);
                places.Add(i);
            }
        }

        if (frames.Count == 0)
        {
            return;
        }

        _file ??= new SpillFile(_store.Directory);
        long[] starts = _file.Append(frames);
        for (int i = 0; i < starts.Length; i++)
        {
            _chunks[places[i]] = new RecordChunk<T>(_chunks[places[i]].Count, null, null, starts[i]);
        }

        _store.CountSpilled(frames.Sum(frame => (long)frame.Length));

        // All are gone, or none: one type is encodable or it is not, but for a record of a type that was not declared.
        if (!_chunks.AsSpan(0, _chunkCount).ToArray().Any(chunk => chunk.IsInMemory))
        {
            _store.Free(_bytes);
            _bytes = 0;
        }
    }

    private byte[]? Encode(ReadOnlySpan<T> records)
    {
        if (_store.CodecFor<T>() is not { } codec)
        {
            _store.TellThatItStays<T>();
            return null;
        }

        var bytes = new ArrayBufferWriter<byte>();
        try
        {
            codec.WriteBlock(records, bytes);
        }
        catch (CodecException error)
        {
            _store.Refuse<T>(error.Message);
            _store.TellThatItStays<T>();
            return null;
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Writes all records as the blocks of an encoded bucket: each after its length.</summary>
    internal void Encode(IBufferWriter<byte> output)
    {
        if (!TryBeginRead())
        {
            throw new InvalidOperationException("The records have been freed.");
        }

        try
        {
            using var reader = new ChunkReader(this);
            var scratch = new ArrayBufferWriter<byte>();
            for (int i = 0; i < _chunkCount; i++)
            {
                RecordBucket<T>.WriteBlock(_store.Encoding.CodecFor<T>(), reader.Read(i), scratch, output);
            }
        }
        finally
        {
            EndRead();
        }
    }
}
