using System.Runtime.CompilerServices;
using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream.Windows;

/// <summary>Takes what has left out of one partition's keys and adds what has entered, touching no others.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
internal sealed class InverseWindowTask<TKey, TStored, TValue, TKeys>(
    TablePartition<TKey, TStored, TValue, TKeys> tables,
    TKeys keys,
    InverseFunctions<TKey, TValue> functions,
    StateValues<TValue> values,
    int partition,
    TaskScope task,
    int number)
    : EntryTask<TKey, TStored, TValue, TKeys>(keys, task, number)
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    // Keys that have left though the window before had no value of them.
    private readonly List<TKey> _absent = [];

    private Step _step;
    private bool _filtersAtOnce;

    private enum Step
    {
        Leave,
        Enter,
        Filter,
    }

    /// <summary>Removes every key.</summary>
    internal void Clear()
    {
        tables.Gate.EnterWriter();
        try
        {
            for (int i = 0; i < tables.GroupCount; i++)
            {
                StateTable<TKey, TStored, TValue, TKeys> table = tables.Table(i);
                for (int place = 0; place < table.Slots.Length; place++)
                {
                    if (table.At(place).IsLive)
                    {
                        table.Remove(place);
                    }
                }
            }
        }
        finally
        {
            tables.Gate.ExitWriter();
        }
    }

    /// <summary>Applies what has left and what has entered, by key.</summary>
    /// <exception cref="InvalidOperationException">A key has left that the window did not have, and has not entered either.</exception>
    internal void Change(Rdd<(TKey Key, TValue Value)>? left, Rdd<(TKey Key, TValue Value)>? entered)
    {
        Run(Step.Leave, left);
        _filtersAtOnce = functions.Filter is not null && _absent.Count == 0;
        Run(Step.Enter, entered);
        _absent.ForEach(ThrowUnlessPresent);
        if (functions.Filter is not null)
        {
            Run(Step.Filter, left);
            Run(Step.Filter, _filtersAtOnce ? null : entered);
        }
    }

    /// <remarks>Between two chunks others are let at the state.</remarks>
    private protected override void Apply(ReadOnlySpan<CombineTable<TKey, TStored, TValue, TKeys>.Entry> entries)
    {
        tables.Gate.EnterWriter();
        try
        {
            ApplyChunk(entries);
        }
        finally
        {
            tables.Gate.ExitWriter();
        }
    }

    private void Run(Step step, Rdd<(TKey Key, TValue Value)>? pairs)
    {
        _step = step;
        if (pairs is not null)
        {
            Run(pairs, partition);
        }
    }

    private void ApplyChunk(ReadOnlySpan<CombineTable<TKey, TStored, TValue, TKeys>.Entry> entries)
    {
        foreach (ref readonly CombineTable<TKey, TStored, TValue, TKeys>.Entry first in entries[..Math.Min(Ahead, entries.Length)])
        {
            tables.Prefetch(first.Hash);
        }

        for (int i = 0; i < entries.Length; i++)
        {
            if (i + Ahead < entries.Length)
            {
                tables.Prefetch(entries[i + Ahead].Hash);
            }

            ref readonly CombineTable<TKey, TStored, TValue, TKeys>.Entry entry = ref entries[i];
            StateTable<TKey, TStored, TValue, TKeys> table = tables.TableOf(entry.Hash);
            int place = table.Find(in entry.Key, entry.Hash, out bool found);
            switch (_step)
            {
                case Step.Leave:
                    Leave(table, place, in entry);
                    break;
                case Step.Enter:
                    Enter(table, place, found, in entry);
                    break;
                case Step.Filter when table.At(place).IsLive && !functions.Filter!((Keys.Load(in entry.Key), table.At(place).State)):
                    table.Remove(place);
                    break;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Leave(StateTable<TKey, TStored, TValue, TKeys> table, int place, ref readonly CombineTable<TKey, TStored, TValue, TKeys>.Entry entry)
    {
        ref StateSlot<TStored, TValue> slot = ref table.At(place);
        if (slot.IsLive)
        {
            table.Write(place, values.Own(functions.Inverse(slot.State, entry.Value)));
        }
        else
        {
            _absent.Add(Keys.Load(in entry.Key));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(
        StateTable<TKey, TStored, TValue, TKeys> table, int place, bool found, ref readonly CombineTable<TKey, TStored, TValue, TKeys>.Entry entry)
    {
        ref StateSlot<TStored, TValue> slot = ref table.At(place);
        bool live = slot.IsLive;
        TValue value = live ? functions.Reduce(slot.State, entry.Value) : entry.Value;
        if (_filtersAtOnce && !functions.Filter!((Keys.Load(in entry.Key), value)))
        {
            if (live)
            {
                table.Remove(place);
            }
        }
        else if (found)
        {
            table.Write(place, values.Own(value));
        }
        else
        {
            table.Insert(place, in entry.Key, entry.Hash, values.Own(value));
        }
    }

    private void ThrowUnlessPresent(TKey key)
    {
        TStored stored = Keys.Form(key, out ulong hash);
        StateTable<TKey, TStored, TValue, TKeys> table = tables.TableOf(hash);
        if (!table.At(table.Find(in stored, hash, out _)).IsLive)
        {
            throw new InvalidOperationException(
                $"Values of the key '{key}' leave the window, but the window before has no value of it, and no new ones have come. "
                + "The filter must drop only keys whose values have all left, and keys must not change.");
        }
    }
}
