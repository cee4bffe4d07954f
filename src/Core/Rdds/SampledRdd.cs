using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>The records that a sampling kept, each in its partition; tasks also see all samples.</summary>
internal sealed class SampledRdd<TKey, TValue>(SampledShuffle<TKey, TValue> shuffle)
    : Rdd<(TKey Key, TValue Value)>(shuffle.Parent.Scope, shuffle.MapCount, shuffle.Info)
{
    internal override IReadOnlyList<ShuffleDependency> Shuffles => [shuffle];

    internal override IEnumerable<(ShuffleDependency Shuffle, int ReducePartition)> ShuffleReads(int partition) =>
        [(shuffle, partition), (shuffle, shuffle.SampleIndex)];

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task) =>
        RecordBuckets.Feed<(TKey Key, TValue Value), TSink>(shuffle.Bucket(partition, partition), ref sink, task, Scope.Job);
}
