using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Keeps the data that a context holds between uses within a limit of memory: what is over it goes to disk.</summary>
/// <remarks>Thread-safe. Whoever brings data in does the work of making room for it, so a source that is faster than the job is held up by the
/// disk.</remarks>
internal sealed partial class BlockStore : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<StoredBlock>[] _evictable = [.. Enum.GetValues<EvictionRank>().Select(_ => new LinkedList<StoredBlock>())];
    private readonly ConcurrentDictionary<Type, string> _refused = new();
    private readonly ConcurrentDictionary<Type, bool> _told = new();
    private readonly JobEncoding _encoding;
    private readonly ILogger _logger;
    private long _used;
    private long _spilled;

    /// <param name="limit">How many bytes may be in memory.</param>
    /// <param name="directory">Where the rest goes.</param>
    /// <param name="encoding">How records are written.</param>
    /// <param name="logger">Told of types that cannot be written.</param>
    internal BlockStore(long limit, SpillDirectory directory, JobEncoding encoding, ILogger logger)
    {
        Limit = limit;
        Directory = directory;
        _encoding = encoding;
        _logger = logger;
    }

    internal long Limit { get; }

    internal SpillDirectory Directory { get; }

    internal JobEncoding Encoding => _encoding;

    /// <summary>How many bytes are in memory.</summary>
    internal long Used => Volatile.Read(ref _used);

    /// <summary>How many bytes have been written to disk so far.</summary>
    internal long Spilled => Volatile.Read(ref _spilled);

    /// <summary>Counts bytes if there is room for them, or room can be made.</summary>
    internal bool TryReserve(long bytes)
    {
        lock (_lock)
        {
            if (_used + bytes <= Limit)
            {
                _used += bytes;
                return true;
            }
        }

        MakeRoom(bytes);
        lock (_lock)
        {
            if (_used + bytes > Limit)
            {
                return false;
            }

            _used += bytes;
            return true;
        }
    }

    /// <summary>Counts bytes that are in memory whether there is room or not.</summary>
    internal void Reserve(long bytes)
    {
        lock (_lock)
        {
            _used += bytes;
        }
    }

    /// <summary>Bytes are no longer in memory.</summary>
    internal void Free(long bytes)
    {
        lock (_lock)
        {
            _used -= bytes;
        }
    }

    /// <summary>Bytes have been written to disk.</summary>
    internal void CountSpilled(long bytes) => Interlocked.Add(ref _spilled, bytes);

    /// <summary>From now on a block, whose bytes are counted, may be asked to give its memory up.</summary>
    internal void Offer(StoredBlock block, EvictionRank rank)
    {
        lock (_lock)
        {
            if (!block.IsGone && block.Node is null)
            {
                block.Node = rank == EvictionRank.Received ? _evictable[(int)rank].AddFirst(block) : _evictable[(int)rank].AddLast(block);
            }
        }
    }

    /// <summary>A block is never to be asked again.</summary>
    internal void Withdraw(StoredBlock block)
    {
        lock (_lock)
        {
            block.IsGone = true;
            block.Node?.List?.Remove(block.Node);
            block.Node = null;
        }
    }

    /// <summary>Moves a computed block to the end of the line: it has just been used.</summary>
    internal void Touch(StoredBlock block)
    {
        lock (_lock)
        {
            if (block.Node is { List: { } list } node && list == _evictable[(int)EvictionRank.Computed])
            {
                list.Remove(node);
                list.AddLast(node);
            }
        }
    }

    /// <summary>Asks blocks for their memory until there is room for some bytes more, or none has any to give.</summary>
    internal void MakeRoom(long bytes)
    {
        var kept = new List<(StoredBlock Block, EvictionRank Rank)>();
        try
        {
            while (TakeCandidate(bytes) is { } candidate)
            {
                kept.Add(candidate);
                if (candidate.Block.Evict() > 0)
                {
                    kept.RemoveAt(kept.Count - 1);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // What cannot be written stays. Whoever needs the room sees that there is none.
            TellThatItCannotSpill(error);
        }
        finally
        {
            lock (_lock)
            {
                // Those that were in use stay in line where they were.
                for (int i = kept.Count - 1; i >= 0; i--)
                {
                    (StoredBlock block, EvictionRank rank) = kept[i];
                    if (!block.IsGone)
                    {
                        block.Node ??= _evictable[(int)rank].AddFirst(block);
                    }
                }
            }
        }
    }

    /// <summary>The codec of a type, or null if its records cannot be encoded.</summary>
    internal Codec<T>? CodecFor<T>()
    {
        if (_refused.ContainsKey(typeof(T)))
        {
            return null;
        }

        try
        {
            return _encoding.CodecFor<T>();
        }
        catch (UnsupportedTypeException error)
        {
            Refuse<T>(error.Message);
            return null;
        }
    }

    /// <summary>Takes note that records of a type cannot be encoded.</summary>
    internal void Refuse<T>(string reason) => _refused.TryAdd(typeof(T), reason);

    /// <summary>Says once in the log that records which were to be encoded are not.</summary>
    internal void TellThatItStays<T>()
    {
        if (_refused.TryGetValue(typeof(T), out string? reason) && _told.TryAdd(typeof(T), true))
        {
            StaysInMemory(_logger, TypeNames.Of(typeof(T)), reason);
        }
    }

    /// <summary>Says in the log that memory is short and the disk does not take what should go there.</summary>
    internal void TellThatItCannotSpill(Exception error) => CannotSpill(_logger, error);

    public void Dispose() => Directory.Dispose();

    private (StoredBlock Block, EvictionRank Rank)? TakeCandidate(long bytes)
    {
        lock (_lock)
        {
            if (_used + bytes <= Limit)
            {
                return null;
            }

            foreach (EvictionRank rank in Enum.GetValues<EvictionRank>())
            {
                if (_evictable[(int)rank].First is { } first)
                {
                    _evictable[(int)rank].RemoveFirst();
                    first.Value.Node = null;
                    return (first.Value, rank);
                }
            }

            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Memory is short, and data could not be written to disk.")]
    private static partial void CannotSpill(ILogger logger, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Records of type {Type} stay in memory as objects, whatever the memory limit and storage level: {Reason}")]
    private static partial void StaysInMemory(ILogger logger, string type, string reason);
}
