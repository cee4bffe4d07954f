using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>The pairs of each partition in the order of their keys; pairs of equal keys keep their order.</summary>
internal sealed class SortPartitionsRdd<TKey, TValue>(Rdd<(TKey Key, TValue Value)> parent, IComparer<TKey> order, OperatorInfo info)
    : NarrowRdd<(TKey Key, TValue Value), (TKey Key, TValue Value)>(parent, info)
{
    // The partition is sorted as a whole, so a chain ends here.
    internal override int ChainDepth => 0;

    internal override Partitioning? Partitioning => Parent.Partitioning;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        BlockStore store = Scope.Job.Blocks;
        int number = task.Enter(this, partition);
        using var sort = new ExternalSort<TKey, TValue>(order, store, store.Limit / ShuffleDependency.ShareOfShuffle / PartitionCount);
        var buffer = new BufferLink<(TKey Key, TValue Value)>(sort.Pairs);
        Parent.FeedAndLook(partition, ref buffer, task, () =>
        {
            // The comparer may be the user's.
            int current = task.Current;
            task.Current = number;
            sort.Look();
            task.Current = current;
        });
        task.Current = number;
        Sequences.Push(sort.Sorted(), ref sink, task, number);
    }
}
