namespace OrleansStream.Receivers;

/// <summary>The blocks a receiver has stored in this process: numbered as they come, given to batches, freed with them.</summary>
/// <remarks>Thread-safe. Blocks that no batch frees, because the context was stopped at once, are left to the garbage collector:
/// a task that is still being cancelled may read them.</remarks>
internal sealed class BlockLedger<TBlock>(Action<TBlock> free)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, (TBlock Block, long Records, long Bytes)> _blocks = [];
    private long _incarnation;
    private long _next;
    private long _firstUnallocated;
    private long _records;
    private (BatchTime Time, Allotment Allotment)? _last;

    /// <summary>Whether there are blocks that no batch holds.</summary>
    internal bool HasUnallocated => Unallocated > 0;

    /// <summary>How many blocks no batch holds.</summary>
    internal long Unallocated
    {
        get
        {
            lock (_lock)
            {
                return _next - _firstUnallocated;
            }
        }
    }

    /// <summary>How many blocks have been stored, and how many records they held as far as known.</summary>
    internal (long Blocks, long Records) Stored
    {
        get
        {
            lock (_lock)
            {
                return (_next, _records);
            }
        }
    }

    /// <summary>Names this life of the receiver, before the first block.</summary>
    internal void Begin(long incarnation) => _incarnation = incarnation;

    /// <summary>Stores a block under the next number.</summary>
    internal void Add(TBlock block, long records, long bytes)
    {
        lock (_lock)
        {
            _blocks.Add(_next++, (block, records, bytes));
            _records += records;
        }
    }

    /// <summary>Gives blocks that no batch holds to a batch, the oldest first. Asked again for the same batch, it gives what it gave.</summary>
    /// <param name="time">The batch.</param>
    /// <param name="maxRecords">How many records it may take.</param>
    /// <param name="maxBytes">How many bytes it may take. A first block is given however much it holds.</param>
    internal Allotment Allocate(BatchTime time, long maxRecords = long.MaxValue, long maxBytes = long.MaxValue)
    {
        lock (_lock)
        {
            if (_last is { } last && last.Time == time)
            {
                return last.Allotment;
            }

            long end = _firstUnallocated;
            long records = 0;
            long bytes = 0;
            while (end < _next)
            {
                (_, long moreRecords, long moreBytes) = _blocks[end];
                if (end > _firstUnallocated && (moreRecords > maxRecords - records || moreBytes > maxBytes - bytes))
                {
                    break;
                }

                records += moreRecords;
                bytes += moreBytes;
                end++;
            }

            var allotment = new Allotment(new BlockRange(_incarnation, _firstUnallocated, checked((int)(end - _firstUnallocated))), records, bytes);
            _firstUnallocated = end;
            _last = (time, allotment);
            return allotment;
        }
    }

    /// <summary>The blocks of a batch, in order.</summary>
    /// <exception cref="InvalidOperationException">A block is not here: it belongs to an earlier process, or the batch has been freed.</exception>
    internal TBlock[] Get(BlockRange range)
    {
        var blocks = new TBlock[range.Count];
        lock (_lock)
        {
            for (int i = 0; i < blocks.Length; i++)
            {
                if (range.Incarnation != _incarnation || !_blocks.TryGetValue(range.First + i, out (TBlock Block, long, long) found))
                {
                    throw new InvalidOperationException(
                        $"Received block {range.First + i} of receiver incarnation {range.Incarnation} is lost: it was kept in the memory of a process that has ended.");
                }

                blocks[i] = found.Block;
            }
        }

        return blocks;
    }

    /// <summary>Frees the blocks of a batch; those that are gone already are passed over.</summary>
    internal void Release(BlockRange range)
    {
        if (range.Incarnation != _incarnation)
        {
            return;
        }

        for (int i = 0; i < range.Count; i++)
        {
            bool found;
            (TBlock Block, long, long) removed;
            lock (_lock)
            {
                found = _blocks.Remove(range.First + i, out removed);
            }

            if (found)
            {
                free(removed.Block);
            }
        }
    }
}
