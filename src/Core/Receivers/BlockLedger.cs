namespace OrleansStream.Receivers;

/// <summary>The blocks a receiver has stored: numbered as they come, given to batches, freed with them.</summary>
/// <remarks>Thread-safe. Blocks that no batch frees, because the context was stopped at once, are left to the garbage collector:
/// a task that is still being cancelled may read them.</remarks>
internal sealed class BlockLedger<TBlock>(Action<TBlock> free)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<BlockAddress, Entry> _blocks = [];
    private readonly Queue<BlockAddress> _unallocated = new();
    private BlockAddress _next;
    private long _group = BlockRange.NotLogged;
    private (long Blocks, long Records) _stored;
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
                return _unallocated.Count;
            }
        }
    }

    /// <summary>How many blocks have been stored in this process, and how many records they held as far as known.</summary>
    internal (long Blocks, long Records) Stored
    {
        get
        {
            lock (_lock)
            {
                return _stored;
            }
        }
    }

    /// <summary>Says what the blocks to come are called.</summary>
    /// <param name="incarnation">This life of the receiver, or its log.</param>
    /// <param name="next">The number of the next block.</param>
    /// <param name="group">The last group of the log that there is, or that there is no log.</param>
    internal void Begin(long incarnation, long next = 0, long group = BlockRange.NotLogged)
    {
        lock (_lock)
        {
            _next = new BlockAddress(incarnation, next);
            _group = group;
        }
    }

    /// <summary>Stores a block under the next number.</summary>
    internal void Add(TBlock block, long records, long bytes, long group = BlockRange.NotLogged)
    {
        lock (_lock)
        {
            _blocks.Add(_next, new Entry(block, records, bytes, group));
            _unallocated.Enqueue(_next);
            _next = _next with { Number = _next.Number + 1 };
            _group = group;
            _stored = (_stored.Blocks + 1, _stored.Records + records);
        }
    }

    /// <summary>Takes back a block that an earlier process had stored.</summary>
    /// <param name="incarnation">Which incarnation it is of.</param>
    /// <param name="number">Its number.</param>
    /// <param name="entry">The block.</param>
    /// <param name="isAllocated">Whether a batch holds it.</param>
    internal void Restore(long incarnation, long number, Entry entry, bool isAllocated)
    {
        var id = new BlockAddress(incarnation, number);
        lock (_lock)
        {
            _blocks.Add(id, entry);
            if (!isAllocated)
            {
                _unallocated.Enqueue(id);
            }
        }
    }

    /// <summary>Gives blocks that no batch holds to a batch, the oldest first. Asked again for the same batch, it gives what it gave.</summary>
    /// <param name="time">The batch.</param>
    /// <param name="maxRecords">How many records it may take.</param>
    /// <param name="maxBytes">How many bytes it may take. A first block is given however much it holds.</param>
    /// <remarks>A batch holds blocks of one incarnation: those of another wait for the next one.</remarks>
    internal Allotment Allocate(BatchTime time, long maxRecords = long.MaxValue, long maxBytes = long.MaxValue)
    {
        lock (_lock)
        {
            if (_last is { } last && last.Time == time)
            {
                return last.Allotment;
            }

            BlockAddress first = _unallocated.TryPeek(out BlockAddress oldest) ? oldest : _next;
            long group = GroupOf(first);
            long end = group;
            int count = 0;
            long records = 0;
            long bytes = 0;
            while (_unallocated.TryPeek(out BlockAddress next) && next.Incarnation == first.Incarnation)
            {
                Entry entry = _blocks[next];
                if (count > 0 && (entry.Records > maxRecords - records || entry.Bytes > maxBytes - bytes))
                {
                    break;
                }

                records += entry.Records;
                bytes += entry.Bytes;
                count++;
                end = entry.Group;
                _unallocated.Dequeue();
            }

            if (first.Incarnation == _next.Incarnation)
            {
                end = GroupOf(first with { Number = first.Number + count });
            }

            var allotment = new Allotment(new BlockRange(first.Incarnation, first.Number, count, group, end), records, bytes);
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
                if (!_blocks.TryGetValue(new BlockAddress(range.Incarnation, range.First + i), out Entry found))
                {
                    throw new InvalidOperationException(
                        $"Received block {range.First + i} of receiver incarnation {range.Incarnation} is lost: it was kept in the memory of a process that has ended.");
                }

                blocks[i] = found.Block;
            }
        }

        return blocks;
    }

    /// <summary>Which blocks of a range are not here.</summary>
    internal IReadOnlyList<long> MissingOf(BlockRange range)
    {
        lock (_lock)
        {
            return [.. Enumerable.Range(0, range.Count).Select(i => range.First + i).Where(number => !_blocks.ContainsKey(new BlockAddress(range.Incarnation, number)))];
        }
    }

    /// <summary>A block, if it is here.</summary>
    internal bool TryFind(BlockAddress address, out TBlock? block)
    {
        lock (_lock)
        {
            bool found = _blocks.TryGetValue(address, out Entry entry);
            block = entry.Block;
            return found;
        }
    }

    /// <summary>Frees the blocks before one, which batches have held.</summary>
    internal void ReleaseBefore(long incarnation, long number)
    {
        BlockAddress[] over;
        lock (_lock)
        {
            over = [.. _blocks.Keys.Where(id => id.Incarnation == incarnation && id.Number < number)];
        }

        foreach (BlockAddress id in over)
        {
            Release(new BlockRange(incarnation, id.Number, Count: 1));
        }
    }

    /// <summary>Frees the blocks of a batch; those that are gone already are passed over.</summary>
    internal void Release(BlockRange range)
    {
        for (int i = 0; i < range.Count; i++)
        {
            bool found;
            Entry removed;
            lock (_lock)
            {
                found = _blocks.Remove(new BlockAddress(range.Incarnation, range.First + i), out removed);
            }

            if (found)
            {
                free(removed.Block);
            }
        }
    }

    /// <summary>The group that has a block, or the last there is if it is still to come.</summary>
    private long GroupOf(BlockAddress id) => _blocks.TryGetValue(id, out Entry entry) ? entry.Group : _group;

    /// <summary>A block with what is known of it.</summary>
    /// <param name="Block">The block.</param>
    /// <param name="Records">How many records it holds, as far as known.</param>
    /// <param name="Bytes">How many bytes it holds, about.</param>
    /// <param name="Group">The group of the log that has it.</param>
    internal readonly record struct Entry(TBlock Block, long Records, long Bytes, long Group);
}
