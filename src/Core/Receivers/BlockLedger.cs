namespace OrleansStream.Receivers;

/// <summary>The blocks a receiver has stored in this process: numbered as they come, given to batches, freed with them.</summary>
/// <remarks>Thread-safe. Blocks that no batch frees, because the context was stopped at once, are left to the garbage collector:
/// a task that is still being cancelled may read them.</remarks>
internal sealed class BlockLedger<TBlock>(Action<TBlock> free)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<long, (TBlock Block, long Records)> _blocks = [];
    private long _incarnation;
    private long _next;
    private long _firstUnallocated;
    private long _unallocatedRecords;
    private (BatchTime Time, BlockRange Range, long Records)? _last;

    /// <summary>Whether there are blocks that no batch holds.</summary>
    internal bool HasUnallocated
    {
        get
        {
            lock (_lock)
            {
                return _firstUnallocated < _next;
            }
        }
    }

    /// <summary>Names this life of the receiver, before the first block.</summary>
    internal void Begin(long incarnation) => _incarnation = incarnation;

    /// <summary>Stores a block under the next number.</summary>
    internal void Add(TBlock block, long records)
    {
        lock (_lock)
        {
            _blocks.Add(_next++, (block, records));
            _unallocatedRecords += records;
        }
    }

    /// <summary>Gives all blocks that no batch holds to a batch. Asked again for the same batch, it gives what it gave.</summary>
    internal (BlockRange Range, long Records) Allocate(BatchTime time)
    {
        lock (_lock)
        {
            if (_last is { } last && last.Time == time)
            {
                return (last.Range, last.Records);
            }

            var range = new BlockRange(_incarnation, _firstUnallocated, checked((int)(_next - _firstUnallocated)));
            long records = _unallocatedRecords;
            _firstUnallocated = _next;
            _unallocatedRecords = 0;
            _last = (time, range, records);
            return (range, records);
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
                if (range.Incarnation != _incarnation || !_blocks.TryGetValue(range.First + i, out (TBlock Block, long) found))
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
            (TBlock Block, long) removed;
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
