using System.Buffers;
using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Takes the pairs of a task a chunk at a time as entries of tables, which they often are already: with hash and stored key.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
/// <param name="keys">How keys are kept.</param>
/// <param name="task">The task.</param>
/// <param name="number">The operator's number in the task.</param>
internal abstract class EntryTask<TKey, TStored, TValue, TKeys>(TKeys keys, TaskScope task, int number) : IDisposable
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    /// <summary>How many entries ahead of the present one memory is asked for.</summary>
    private protected const int Ahead = 16;

    private const int ChunkLength = 256;

    // Made when the first pair comes that lies in no table.
    private CombineTable<TKey, TStored, TValue, TKeys>.Entry[] _staged = [];
    private int _count;

    /// <summary>How keys are kept.</summary>
    private protected TKeys Keys { get; } = keys;

    /// <summary>Takes the pairs of a partition.</summary>
    internal void Run(Rdd<(TKey Key, TValue Value)> pairs, int partition)
    {
        var link = new EntryLink<TKey, TStored, TValue, TKeys>(this);
        pairs.Feed(partition, ref link, task);
        ApplyStaged();
    }

    /// <summary>Takes a pair.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add((TKey Key, TValue Value) pair)
    {
        if (_count == _staged.Length)
        {
            MakeRoom();
        }

        // The key's comparer may be the user's.
        task.Current = number;
        ref CombineTable<TKey, TStored, TValue, TKeys>.Entry entry = ref _staged[_count];
        entry.Key = Keys.Form(pair.Key, out entry.Hash);
        entry.Value = pair.Value;
        _count++;
    }

    /// <summary>Takes entries.</summary>
    internal void Add(ReadOnlySpan<CombineTable<TKey, TStored, TValue, TKeys>.Entry> entries)
    {
        ApplyStaged();
        for (int start = 0; start < entries.Length && task.Continue(); start += ChunkLength)
        {
            task.Current = number;
            Apply(entries.Slice(start, Math.Min(ChunkLength, entries.Length - start)));
        }
    }

    public void Dispose()
    {
        if (_staged.Length > 0)
        {
            ArrayPool<CombineTable<TKey, TStored, TValue, TKeys>.Entry>.Shared.Return(
                _staged, RuntimeHelpers.IsReferenceOrContainsReferences<CombineTable<TKey, TStored, TValue, TKeys>.Entry>());
            _staged = [];
        }
    }

    /// <summary>Does what there is to do with the entries of a chunk, in order.</summary>
    private protected abstract void Apply(ReadOnlySpan<CombineTable<TKey, TStored, TValue, TKeys>.Entry> entries);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void MakeRoom()
    {
        if (_count == 0)
        {
            _staged = ArrayPool<CombineTable<TKey, TStored, TValue, TKeys>.Entry>.Shared.Rent(ChunkLength);
        }

        ApplyStaged();
    }

    private void ApplyStaged()
    {
        int count = _count;
        _count = 0;
        if (count > 0)
        {
            task.Current = number;
            Apply(_staged.AsSpan(0, count));
        }
    }
}
