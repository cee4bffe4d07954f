using System.Buffers;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Brings every key that has a state and every key of a batch together, table by table.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TItem">What the batch has for a key.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
internal sealed class KeyWalk<TKey, TStored, TItem, TState, TKeys> : IDisposable
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    // A reader waits for no more steps than this.
    private const int ChunkLength = 256;

    private readonly TablePartition<TKey, TStored, TState, TKeys> _tables;
    private readonly CombineTable<TKey, TStored, TItem, TKeys> _items;
    private readonly int[] _byTable;
    private readonly int[] _ends;

    /// <param name="tables">The state.</param>
    /// <param name="items">The batch's keys; complete.</param>
    internal KeyWalk(TablePartition<TKey, TStored, TState, TKeys> tables, CombineTable<TKey, TStored, TItem, TKeys> items)
    {
        _tables = tables;
        _items = items;
        _byTable = ArrayPool<int>.Shared.Rent(items.Count);
        _ends = new int[tables.GroupCount];

        // A counting sort: what was where a table's next item goes is where its items end in the end.
        foreach (ref CombineTable<TKey, TStored, TItem, TKeys>.Entry item in items.Entries)
        {
            _ends[tables.TableIndexOf(item.Hash)]++;
        }

        int start = 0;
        foreach (ref int end in _ends.AsSpan())
        {
            (end, start) = (start, start + end);
        }

        for (int i = 0; i < items.Count; i++)
        {
            _byTable[_ends[tables.TableIndexOf(items.Entries[i].Hash)]++] = i;
        }
    }

    /// <summary>Walks one table: first the keys that have a state, then those that have none.</summary>
    internal void Run<TStep>(int number, ref TStep step, TaskScope task)
        where TStep : struct, IKeyStep<TKey, TStored, TState, TKeys>
    {
        ReadOnlySpan<int> items = _byTable.AsSpan(0, _ends[number])[(number == 0 ? 0 : _ends[number - 1])..];
        int[] itemOfPlace = [];
        var without = new List<int>();
        StateTable<TKey, TStored, TState, TKeys>? table = null;
        _tables.Gate.EnterWriter();
        try
        {
            table = _tables.Table(number);
            table.IsPinned = true;
            itemOfPlace = ArrayPool<int>.Shared.Rent(table.Slots.Length);
            Array.Clear(itemOfPlace, 0, table.Slots.Length);
            FindPlaces(table, items, itemOfPlace, without);
            int steps = 0;
            for (int place = 0; place < table.Slots.Length; place++)
            {
                if (table.At(place).IsLive)
                {
                    step.OnState(table, place, itemOfPlace[place] - 1);
                    steps++;
                    Breathe(steps, task);
                }
            }

            foreach (int item in without)
            {
                step.OnNew(table, item);
                steps++;
                Breathe(steps, task);
            }
        }
        finally
        {
            if (table is not null)
            {
                table.IsPinned = false;
            }

            _tables.Gate.ExitWriter();
            ArrayPool<int>.Shared.Return(itemOfPlace);
        }
    }

    public void Dispose() => ArrayPool<int>.Shared.Return(_byTable);

    private void FindPlaces(StateTable<TKey, TStored, TState, TKeys> table, ReadOnlySpan<int> items, int[] itemOfPlace, List<int> without)
    {
        Span<CombineTable<TKey, TStored, TItem, TKeys>.Entry> entries = _items.Entries;
        foreach (int item in items)
        {
            ref CombineTable<TKey, TStored, TItem, TKeys>.Entry entry = ref entries[item];
            int place = table.Find(in entry.Key, entry.Hash, out bool found);
            if (found && table.At(place).IsLive)
            {
                itemOfPlace[place] = item + 1;
            }
            else
            {
                without.Add(item);
            }
        }
    }

    private void Breathe(int steps, TaskScope task)
    {
        if (steps % ChunkLength == 0)
        {
            task.Cancellation.ThrowIfCancellationRequested();
            _tables.Gate.ExitWriter();
            _tables.Gate.EnterWriter();
        }
    }
}
