using System.Buffers;
using System.Runtime.CompilerServices;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Brings every key that has a state and every key of a batch together, table by table.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TItem">What comes with a key.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
/// <remarks>The records are sorted by table first: one table at a time is looked into at random, which is small enough for the processor's cache.</remarks>
internal sealed class KeyWalk<TKey, TStored, TItem, TState, TKeys> : IDisposable
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    // A reader waits for no more steps than this.
    private const int ChunkLength = 256;

    private const int Ahead = 16;

    // In the place of the number of an earlier record: the key is not in the table.
    private const int Missing = -1;

    private readonly TablePartition<TKey, TStored, TState, TKeys> _tables;
    private readonly TKeys _keys;
    private readonly RecordPieces<HashedRecord<TKey, TItem>> _pieces;
    private readonly int[] _ends;
    private readonly int[] _chosen = new int[ChunkLength];
    private HashedRecord<TKey, TItem>[] _records = [];
    private int[] _earlier = [];
    private int[] _last = [];

    /// <param name="tables">The state.</param>
    /// <param name="keys">How keys hash, compare and are kept.</param>
    /// <param name="pools">Where records lie until they are sorted.</param>
    internal KeyWalk(TablePartition<TKey, TStored, TState, TKeys> tables, TKeys keys, PiecePools pools)
    {
        _pieces = new RecordPieces<HashedRecord<TKey, TItem>>(detacher: null, new KeyArena(), pools.Of<HashedRecord<TKey, TItem>>());
        _tables = tables;
        _keys = keys;
        _ends = new int[tables.GroupCount];
    }

    /// <summary>Adds a record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(TKey key, TItem item)
    {
        ulong hash = _keys.Hash(key);
        _ends[_tables.TableIndexOf(hash)]++;
        _pieces.Add(new HashedRecord<TKey, TItem>(hash, key, item));
    }

    /// <summary>Walks all tables; nothing is added any more.</summary>
    internal void RunAll<TStep>(ref TStep step, TaskScope task)
        where TStep : struct, IKeyStep<TKey, TStored, TItem, TState, TKeys>
    {
        Arrange();
        for (int table = 0; table < _tables.GroupCount && task.Continue(); table++)
        {
            Run(table, ref step, task);
        }
    }

    /// <summary>Sorts the records by table; nothing is added any more.</summary>
    internal void Arrange()
    {
        _pieces.Complete();
        _records = ArrayPool<HashedRecord<TKey, TItem>>.Shared.Rent((int)_pieces.Count);
        int start = 0;
        foreach (ref int end in _ends.AsSpan())
        {
            // A counting sort: what is where a table's next record goes is where its records end in the end.
            (end, start) = (start, start + end);
        }

        for (int i = 0; i < _pieces.PieceCount; i++)
        {
            Scatter(_pieces.Piece(i));
        }

        _pieces.Dispose();
    }

    /// <summary>Walks one table.</summary>
    internal void Run<TStep>(int number, ref TStep step, TaskScope task)
        where TStep : struct, IKeyStep<TKey, TStored, TItem, TState, TKeys>
    {
        int start = number == 0 ? 0 : _ends[number - 1];
        ReadOnlySpan<HashedRecord<TKey, TItem>> records = _records.AsSpan(start, _ends[number] - start);
        StateTable<TKey, TStored, TState, TKeys>? table = null;
        _tables.Gate.EnterWriter();
        try
        {
            table = _tables.Table(number);
            table.IsPinned = true;
            table.PrefetchAll();
            Chain(table, records);
            for (int place = 0; place < table.Slots.Length;)
            {
                int end = Math.Min(place + ChunkLength, table.Slots.Length);
                Step(table, place, end, records, ref step);
                place = end;
                task.Cancellation.ThrowIfCancellationRequested();
                _tables.Gate.ExitWriter();
                _tables.Gate.EnterWriter();
            }
        }
        finally
        {
            if (table is not null)
            {
                table.IsPinned = false;
            }

            _tables.Gate.ExitWriter();
        }
    }

    public void Dispose()
    {
        _pieces.Dispose();
        ArrayPool<HashedRecord<TKey, TItem>>.Shared.Return(_records, RuntimeHelpers.IsReferenceOrContainsReferences<HashedRecord<TKey, TItem>>());
        ArrayPool<int>.Shared.Return(_earlier);
        ArrayPool<int>.Shared.Return(_last);
        _records = [];
        _earlier = [];
        _last = [];
    }

    private void Scatter(ReadOnlySpan<HashedRecord<TKey, TItem>> records)
    {
        foreach (ref readonly HashedRecord<TKey, TItem> record in records)
        {
            _records[_ends[_tables.TableIndexOf(record.Hash)]++] = record;
        }
    }

    // A method of its own for the reason that Chunks gives.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Step<TStep>(
        StateTable<TKey, TStored, TState, TKeys> table, int first, int end, ReadOnlySpan<HashedRecord<TKey, TItem>> records, ref TStep step)
        where TStep : struct, IKeyStep<TKey, TStored, TItem, TState, TKeys>
    {
        ReadOnlySpan<int> earlier = _earlier.AsSpan(0, records.Length);
        foreach (int place in Choose(table, first, end))
        {
            var items = new KeyItems<TKey, TItem>(records, earlier, _last[place]);
            if (table.At(place).IsLive)
            {
                step.OnState(table, place, items);
            }
            else
            {
                step.OnNew(table, place, items);
            }
        }
    }

    /// <summary>The places that have a state or that the batch has something for.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadOnlySpan<int> Choose(StateTable<TKey, TStored, TState, TKeys> table, int first, int end)
    {
        Span<int> chosen = _chosen;
        ReadOnlySpan<StateSlot<TStored, TState>> slots = table.Slots[first..end];
        ReadOnlySpan<int> last = _last.AsSpan(first, slots.Length);
        int count = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            // Which places are taken cannot be foretold, so there is no branch on it: the sign of what is negative is what is counted.
            chosen[count] = first + i;
            count += (int)((uint)(slots[i].Newest.LiveSign | -last[i]) >> 31);
        }

        return chosen[..count];
    }

    /// <summary>Has each key's last record at the key's place, and each record lead to the one before it of its key.</summary>
    private void Chain(StateTable<TKey, TStored, TState, TKeys> table, ReadOnlySpan<HashedRecord<TKey, TItem>> records)
    {
        Rent(ref _earlier, records.Length);
        if (ChainKnown(table, records) is not (> 0 and int missing))
        {
            return;
        }

        long moves = _tables.Moves;
        table.Reserve(missing);
        if (moves != _tables.Moves)
        {
            ChainKnown(table, records);
        }

        for (int i = 0; i < records.Length; i++)
        {
            if (_earlier[i] == Missing)
            {
                Append(table.FindOrOccupy(_keys.Form(records[i].Key), records[i].Hash), i);
            }
        }
    }

    /// <summary>Chains the records of keys that have a place.</summary>
    /// <returns>The number of all others.</returns>
    private int ChainKnown(StateTable<TKey, TStored, TState, TKeys> table, ReadOnlySpan<HashedRecord<TKey, TItem>> records)
    {
        Rent(ref _last, table.Slots.Length);
        Array.Clear(_last, 0, table.Slots.Length);
        int missing = 0;
        for (int i = 0; i < records.Length; i++)
        {
            table.Prefetch(records[Math.Min(i + Ahead, records.Length - 1)].Hash);
            int place = table.Find(_keys.Form(records[i].Key), records[i].Hash, out bool found);
            if (found)
            {
                Append(place, i);
            }
            else
            {
                _earlier[i] = Missing;
                missing++;
            }
        }

        return missing;
    }

    private void Append(int place, int record)
    {
        _earlier[record] = _last[place];
        _last[place] = record + 1;
    }

    private static void Rent(ref int[] array, int length)
    {
        if (array.Length < length)
        {
            ArrayPool<int>.Shared.Return(array);
            array = ArrayPool<int>.Shared.Rent(length);
        }
    }
}
