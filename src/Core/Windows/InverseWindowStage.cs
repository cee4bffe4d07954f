using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream.Windows;

/// <summary>The stage that makes a window from the one before.</summary>
internal sealed class InverseWindowStage<TKey, TValue>(
    StateInput<TKey, TValue> input,
    OperatorState<TKey, TValue> state,
    InverseChange<TKey, TValue> change,
    InverseFunctions<TKey, TValue> functions,
    bool keepsSnapshots,
    OperatorInfo info)
    : StateStage<TKey, TValue>(input, state, keepsSnapshots, info)
{
    // What comes of the stage is the state.
    private protected override IShuffleBucket? Apply(StatePartition<TKey, TValue> partition, int mapPartition, TaskScope task, int number)
    {
        partition.Accept(new Visitor(change, follows: From == change.Previous, functions, State.Values, mapPartition, task, number));
        return null;
    }

    private sealed class Visitor(
        InverseChange<TKey, TValue> change,
        bool follows,
        InverseFunctions<TKey, TValue> functions,
        StateValues<TValue> values,
        int partition,
        TaskScope task,
        int number)
        : IStateTablesVisitor<TKey, TValue>
    {
        public void Visit<TStored, TKeys>(TablePartition<TKey, TStored, TValue, TKeys> tables, TKeys keys)
            where TKeys : struct, IStoredKeys<TKey, TStored>
        {
            using var window = new InverseWindowTask<TKey, TStored, TValue, TKeys>(tables, keys, functions, values, partition, task, number);
            if (follows)
            {
                window.Change(change.Left, change.Entered);
            }
            else
            {
                // The first window, or the one before has failed.
                window.Clear();
                window.Change(left: null, change.Whole);
            }
        }
    }
}
