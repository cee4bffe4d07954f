using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>The records behind an exchange.</summary>
internal sealed class ExchangeRdd<T>(ExchangeShuffle<T> shuffle, Partitioning? partitioning)
    : Rdd<T>(shuffle.Parent.Scope, shuffle.ReduceCount, shuffle.Info)
{
    internal override Partitioning? Partitioning => partitioning;

    internal override IReadOnlyList<ShuffleDependency> Shuffles => [shuffle];

    internal override bool IsKept => true;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task) => shuffle.Read(partition, ref sink, task);
}
