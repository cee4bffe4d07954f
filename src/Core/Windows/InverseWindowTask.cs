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

    private readonly KeyLocator<TKey, TStored, TValue, TKeys> _locator = new(tables, keys);

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
        Span<LocatedKey> located = _locator.Chunk(entries.Length);
        for (int i = 0; i < entries.Length; i++)
        {
            _locator.Set(ref located[i], entries[i].Hash);
        }

        _locator.Locate(located);
        switch (_step)
        {
            case Step.Leave:
                Leave(entries, located);
                break;
            case Step.Enter:
                Enter(entries, located);
                break;
            case Step.Filter:
                Filter(entries, located);
                break;
        }
    }

    // Each loop is compiled by itself, so that what it works with stays in registers.

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Leave(ReadOnlySpan<CombineTable<TKey, TStored, TValue, TKeys>.Entry> entries, Span<LocatedKey> located)
    {
        StateLayer<TValue> layer = tables.Layer;
        for (int i = 0; i < entries.Length; i++)
        {
            ref StateSlot<TStored, TValue> slot = ref Find(in entries[i].Key, ref located[i]);
            if (slot.IsLive)
            {
                Overwrite(ref slot, in located[i], layer, functions.Inverse(slot.Newest.State, entries[i].Value));
            }
            else
            {
                _absent.Add(Keys.Load(in entries[i].Key));
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Enter(ReadOnlySpan<CombineTable<TKey, TStored, TValue, TKeys>.Entry> entries, Span<LocatedKey> located)
    {
        StateLayer<TValue> layer = tables.Layer;
        long moves = tables.Moves;
        for (int i = 0; i < entries.Length; i++)
        {
            ref StateSlot<TStored, TValue> slot = ref Find(in entries[i].Key, ref located[i]);
            bool live = slot.IsLive;
            TValue value = live ? functions.Reduce(slot.Newest.State, entries[i].Value) : entries[i].Value;
            if (_filtersAtOnce && !functions.Filter!((Keys.Load(in entries[i].Key), value)))
            {
                if (live)
                {
                    tables.Table(located[i].Table).Remove(located[i].Place);
                }
            }
            else if (live)
            {
                Overwrite(ref slot, in located[i], layer, value);
            }
            else
            {
                Add(in entries[i], in located[i], value);
                if (moves != tables.Moves)
                {
                    moves = tables.Moves;
                    _locator.Locate(located[(i + 1)..]);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Filter(ReadOnlySpan<CombineTable<TKey, TStored, TValue, TKeys>.Entry> entries, Span<LocatedKey> located)
    {
        for (int i = 0; i < entries.Length; i++)
        {
            ref StateSlot<TStored, TValue> slot = ref Find(in entries[i].Key, ref located[i]);
            if (slot.IsLive && !functions.Filter!((Keys.Load(in entries[i].Key), slot.Newest.State)))
            {
                tables.Table(located[i].Table).Remove(located[i].Place);
            }
        }
    }

    /// <summary>The slot of a key, or the empty one where it belongs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref StateSlot<TStored, TValue> Find(ref readonly TStored key, ref LocatedKey one)
    {
        ref StateSlot<TStored, TValue> slot = ref KeyLocator<TKey, TStored, TValue, TKeys>.SlotOf(in one);
        if (slot.IsLive && Keys.Equals(in slot.Key, in key))
        {
            return ref slot;
        }

        _locator.Find(in key, ref one);
        return ref KeyLocator<TKey, TStored, TValue, TKeys>.SlotOf(in one);
    }

    /// <summary>Replaces the value of a key that has one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Overwrite(ref StateSlot<TStored, TValue> slot, ref readonly LocatedKey one, StateLayer<TValue> layer, TValue value)
    {
        layer.TrySave(ref slot, one.Table, one.Place);
        slot.Newest.State = values.Own(value);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Add(ref readonly CombineTable<TKey, TStored, TValue, TKeys>.Entry entry, ref readonly LocatedKey one, TValue value)
    {
        StateTable<TKey, TStored, TValue, TKeys> table = tables.Table(one.Table);
        if (table.At(one.Place).IsEmpty)
        {
            table.Insert(one.Place, in entry.Key, entry.Hash, values.Own(value));
        }
        else
        {
            table.Write(one.Place, values.Own(value));
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
