using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>A task of <c>UpdateStateByKey</c>: its input and what goes with it.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="Records">The records.</param>
/// <param name="Partition">The task's partition.</param>
/// <param name="Values">How states are kept.</param>
/// <param name="Time">The batch time.</param>
/// <param name="Task">The task.</param>
/// <param name="Number">The operator's number in the task.</param>
internal sealed record UpdateRun<TKey, TValue, TState>(
    Rdd<(TKey Key, TValue Value)> Records, int Partition, StateValues<TState> Values, BatchTime Time, TaskScope Task, int Number)
{
    /// <summary>Numbers the keys of the records and brings the values of each together.</summary>
    internal void Group<TStored, TKeys>(CombineTable<TKey, TStored, int, TKeys> items, ValueGroups<TValue> groups, TKeys keys)
        where TKeys : struct, IStoredKeys<TKey, TStored>
    {
        var link = new NumberingLink<TKey, TStored, TValue, TKeys>(items, groups, keys, Task, Number);
        Records.Feed(Partition, ref link, Task);
        groups.Arrange(items.Count, lasting: true);
        Task.Current = Number;
    }
}
