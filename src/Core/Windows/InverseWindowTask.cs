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
    : StateTask<TKey, TValue>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private readonly ulong[] _hashes = new ulong[ChunkLength];

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
            foreach (StateTable<TKey, TStored, TValue, TKeys> table in tables.Tables)
            {
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

    private protected override void Apply(ReadOnlySpan<(TKey Key, TValue Value)> records)
    {
        // Also the key's comparer may be the user's.
        task.Current = number;
        for (int start = 0; start < records.Length; start += ChunkLength)
        {
            ApplyChunk(records.Slice(start, Math.Min(ChunkLength, records.Length - start)));
        }
    }

    private void ApplyChunk(ReadOnlySpan<(TKey Key, TValue Value)> records)
    {
        tables.Gate.EnterWriter();
        try
        {
            Span<ulong> hashes = _hashes.AsSpan(0, records.Length);
            for (int i = 0; i < records.Length; i++)
            {
                hashes[i] = keys.Hash(records[i].Key);
                if (i < Ahead)
                {
                    tables.TableOf(hashes[i]).Prefetch(hashes[i]);
                }
            }

            for (int i = 0; i < records.Length; i++)
            {
                if (i + Ahead < hashes.Length)
                {
                    ulong next = hashes[i + Ahead];
                    tables.TableOf(next).Prefetch(next);
                }

                Apply(in records[i], hashes[i]);
            }
        }
        finally
        {
            tables.Gate.ExitWriter();
        }
    }

    private void Run(Step step, Rdd<(TKey Key, TValue Value)>? records)
    {
        _step = step;
        if (records is not null)
        {
            Run(records, partition, task);
        }
    }

    private void Apply(ref readonly (TKey Key, TValue Value) record, ulong hash)
    {
        TStored key = keys.Form(record.Key);
        StateTable<TKey, TStored, TValue, TKeys> table = tables.TableOf(hash);
        int place = table.Find(in key, hash, out bool found);
        bool live = table.At(place).IsLive;
        switch (_step)
        {
            case Step.Leave when live:
                table.Write(place, values.Own(functions.Inverse(table.At(place).State, record.Value)));
                break;
            case Step.Leave:
                _absent.Add(record.Key);
                break;
            case Step.Enter:
                TValue value = live ? functions.Reduce(table.At(place).State, record.Value) : record.Value;
                if (_filtersAtOnce && !functions.Filter!((record.Key, value)))
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
                    table.Insert(place, in key, hash, values.Own(value));
                }

                break;
            case Step.Filter when live && !functions.Filter!((record.Key, table.At(place).State)):
                table.Remove(place);
                break;
        }
    }

    private void ThrowUnlessPresent(TKey key)
    {
        TStored stored = keys.Form(key, out ulong hash);
        StateTable<TKey, TStored, TValue, TKeys> table = tables.TableOf(hash);
        if (!table.At(table.Find(in stored, hash, out _)).IsLive)
        {
            throw new InvalidOperationException(
                $"Values of the key '{key}' leave the window, but the window before has no value of it, and no new ones have come. "
                + "The filter must drop only keys whose values have all left, and keys must not change.");
        }
    }
}
