using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Adds a task's records to a walk, all in memory: where the state of all keys is there as well.</summary>
internal readonly struct KeyWalkLink<TKey, TStored, TItem, TState, TKeys>(
    KeyWalk<TKey, TStored, TItem, TState, TKeys> walk, TaskScope task, int number)
    : IRecordSink<(TKey Key, TItem Value)>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push((TKey Key, TItem Value) record)
    {
        // The key's comparer may be the user's.
        task.Current = number;
        walk.Add(record.Key, record.Value);
    }
}
