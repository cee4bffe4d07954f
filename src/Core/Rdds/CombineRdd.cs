using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>The combined pairs behind a shuffle.</summary>
internal sealed class CombineRdd<TKey, TCombined>(CombineShuffle<TKey, TCombined> shuffle)
    : Rdd<(TKey Key, TCombined Value)>(shuffle.Parent.Scope, shuffle.ReduceCount, shuffle.Info)
{
    internal override Partitioning? Partitioning => shuffle.Partitioning;

    internal override IReadOnlyList<ShuffleDependency> Shuffles => [shuffle];

    internal override bool IsKept => true;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task) => shuffle.Read(partition, ref sink, task);
}
