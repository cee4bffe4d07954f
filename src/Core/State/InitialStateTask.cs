using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Writes pairs into the tables of a partition as they are.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
internal sealed class InitialStateTask<TKey, TStored, TState, TKeys>(
    TablePartition<TKey, TStored, TState, TKeys> tables, TKeys keys, StateValues<TState> values, TaskScope task, int number)
    : StateTask<TKey, TState>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private protected override void Apply(ReadOnlySpan<(TKey Key, TState Value)> records)
    {
        task.Current = number;
        tables.Gate.EnterWriter();
        try
        {
            foreach (ref readonly (TKey Key, TState Value) record in records)
            {
                // The dataset may be read again by another attempt, and its objects are the user's.
                TStored key = keys.Form(record.Key, out ulong hash);
                tables.TableOf(hash).Put(key, hash, values.GiveOut(values.Own(record.Value)));
            }
        }
        finally
        {
            tables.Gate.ExitWriter();
        }
    }
}
