using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Records with numbers that grow by the same step within a partition.</summary>
/// <param name="parent">The records.</param>
/// <param name="first">The number of a partition's first record.</param>
/// <param name="step">By how much numbers grow.</param>
/// <param name="counts">The count of the parent's partitions, if <paramref name="first"/> needs it.</param>
/// <param name="info">The operator.</param>
internal sealed class IndexedRdd<T>(Rdd<T> parent, Func<int, long> first, long step, CountShuffle? counts, OperatorInfo info)
    : NarrowRdd<T, (T Value, long Index)>(parent, info)
{
    internal override IReadOnlyList<ShuffleDependency> Shuffles => counts is null ? [] : [counts];

    // All counts are in one bucket of each map task.
    internal override IEnumerable<(ShuffleDependency Shuffle, int ReducePartition)> ShuffleReads(int partition) => Shuffles.Select(shuffle => (shuffle, 0));

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var link = new IndexLink<T, TSink>(first(partition), step, sink);
        Parent.Feed(partition, ref link, task);
        sink = link.Next;
    }
}
