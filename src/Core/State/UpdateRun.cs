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
    /// <summary>Where records lie until they are sorted.</summary>
    internal PiecePools Pools => Records.Scope.Job.Pieces;

    /// <summary>Adds the records to a walk.</summary>
    internal void Gather<TStored, TKeys>(KeyWalk<TKey, TStored, TValue, TState, TKeys> walk)
        where TKeys : struct, IStoredKeys<TKey, TStored>
    {
        var link = new KeyWalkLink<TKey, TStored, TValue, TState, TKeys>(walk, Task, Number);
        Records.Feed(Partition, ref link, Task);
        Task.Current = Number;
    }
}
