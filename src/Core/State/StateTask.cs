using System.Buffers;
using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Applies the records of a task a chunk at a time, so that memory is asked for some records ahead.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
internal abstract class StateTask<TKey, TValue> : IDisposable
{
    /// <summary>How many calls of user code are made before others are let at the state.</summary>
    private protected const int ChunkLength = 256;

    private readonly (TKey Key, TValue Value)[] _staged = ArrayPool<(TKey Key, TValue Value)>.Shared.Rent(ChunkLength);
    private int _count;

    /// <summary>Takes a record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add((TKey Key, TValue Value) record)
    {
        if (_count == ChunkLength)
        {
            ApplyStaged();
        }

        _staged[_count++] = record;
    }

    /// <summary>Takes records.</summary>
    internal void Add(ReadOnlySpan<(TKey Key, TValue Value)> records)
    {
        ApplyStaged();
        for (int start = 0; start < records.Length; start += ChunkLength)
        {
            Apply(records.Slice(start, Math.Min(ChunkLength, records.Length - start)));
        }
    }

    /// <summary>Applies a partition of a dataset.</summary>
    internal void Run(Rdd<(TKey Key, TValue Value)> records, int partition, TaskScope task)
    {
        var link = new StateLink<TKey, TValue>(this);
        records.Feed(partition, ref link, task);
        ApplyStaged();
    }

    public void Dispose() =>
        ArrayPool<(TKey Key, TValue Value)>.Shared.Return(_staged, RuntimeHelpers.IsReferenceOrContainsReferences<(TKey, TValue)>());

    /// <summary>Applies at most <see cref="ChunkLength"/> records, in order.</summary>
    private protected abstract void Apply(ReadOnlySpan<(TKey Key, TValue Value)> records);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ApplyStaged()
    {
        int count = _count;
        _count = 0;
        Apply(_staged.AsSpan(0, count));
    }
}
