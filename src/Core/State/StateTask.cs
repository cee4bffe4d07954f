using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Gathers the records of a task in chunks, so that the gate is passed, and memory is asked for, once for many records.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
internal abstract class StateTask<TKey, TValue>
{
    /// <summary>Records in a chunk: a reader waits for no more than this many calls of the function.</summary>
    private protected const int ChunkLength = 256;

    /// <summary>How many records ahead of the present one memory is asked for.</summary>
    private protected const int Ahead = 16;

    private readonly (TKey Key, TValue Value)[] _records = new (TKey, TValue)[ChunkLength];
    private int _count;

    /// <summary>Takes a record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add((TKey Key, TValue Value) record)
    {
        _records[_count] = record;
        if (++_count == ChunkLength)
        {
            Flush();
        }
    }

    /// <summary>Applies a partition of a dataset.</summary>
    internal void Run(Rdd<(TKey Key, TValue Value)> records, int partition, TaskScope task)
    {
        var link = new StateLink<TKey, TValue>(this);
        records.Feed(partition, ref link, task);
        Flush();
    }

    /// <summary>Applies records, in their order.</summary>
    private protected abstract void Apply(ReadOnlySpan<(TKey Key, TValue Value)> records);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Flush()
    {
        int count = _count;
        _count = 0;
        Apply(_records.AsSpan(0, count));
    }
}
