using OrleansStream.Execution;

namespace OrleansStream.Windows;

/// <summary>What a process keeps of one partition from one window to the next.</summary>
/// <remarks>Safe for several threads. It holds nothing that the window's batches cannot rebuild.</remarks>
internal abstract class WindowPartition<TKey, TValue>
{
    /// <summary>Makes the partitions with the table specialised for the key type.</summary>
    internal static WindowPartition<TKey, TValue>[] Create(JobRuntime job, Func<TValue, TValue, TValue> reduce, int count)
    {
        var factory = new Factory(job, reduce);
        return [.. Enumerable.Range(0, count).Select(_ => StoredKeys.Choose(job.Encoding.KeyFor<TKey>(), factory))];
    }

    /// <summary>Pushes the pairs of a window.</summary>
    internal abstract void Read<TSink>(WindowReducedRdd<TKey, TValue> window, int partition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<(TKey Key, TValue Value)>;

    private sealed class Factory(JobRuntime job, Func<TValue, TValue, TValue> reduce) : IStoredKeysVisitor<TKey, WindowPartition<TKey, TValue>>
    {
        public WindowPartition<TKey, TValue> Visit<TStored, TKeys>(TKeys keys)
            where TKeys : struct, IStoredKeys<TKey, TStored> =>
            new WindowPartition<TKey, TStored, TValue, TKeys>(
                () => new WindowTable<TKey, TStored, TValue, TKeys>(job, keys, reduce),
                lends: job.Encoding.DetacherFor<(TKey, TValue)>() is not null);
    }
}
