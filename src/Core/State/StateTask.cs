using System.Buffers;
using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Gathers the records of a task, so that they can be applied table by table.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
internal abstract class StateTask<TKey, TValue> : IDisposable
{
    /// <summary>How many calls of user code are made before others are let at the state.</summary>
    private protected const int ChunkLength = 256;

    /// <summary>How many records ahead of the present one memory is asked for.</summary>
    private protected const int Ahead = 16;

    // With what goes with them, about what fits into the second cache.
    private const int MaxStaged = 64 * 1024;

    private (TKey Key, TValue Value)[] _records = ArrayPool<(TKey Key, TValue Value)>.Shared.Rent(ChunkLength);
    private int _count;

    /// <summary>Takes a record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add((TKey Key, TValue Value) record)
    {
        if (_count == _records.Length)
        {
            MakeRoom();
        }

        _records[_count++] = record;
    }

    /// <summary>Applies a partition of a dataset.</summary>
    internal void Run(Rdd<(TKey Key, TValue Value)> records, int partition, TaskScope task)
    {
        var link = new StateLink<TKey, TValue>(this);
        records.Feed(partition, ref link, task);
        Flush();
    }

    public virtual void Dispose() => Return();

    /// <summary>Applies records; those of one key in their order.</summary>
    private protected abstract void Apply(ReadOnlySpan<(TKey Key, TValue Value)> records);

    private void Flush()
    {
        int count = _count;
        _count = 0;
        Apply(_records.AsSpan(0, count));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeRoom()
    {
        if (_records.Length >= MaxStaged)
        {
            Flush();
            return;
        }

        (TKey Key, TValue Value)[] larger = ArrayPool<(TKey Key, TValue Value)>.Shared.Rent(_records.Length * 4);
        _records.AsSpan(0, _count).CopyTo(larger);
        Return();
        _records = larger;
    }

    private void Return()
    {
        ArrayPool<(TKey Key, TValue Value)>.Shared.Return(_records, RuntimeHelpers.IsReferenceOrContainsReferences<(TKey, TValue)>());
        _records = [];
    }
}
