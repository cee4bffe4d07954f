using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Exactly one record: how many records the parent has, 0 for none.</summary>
internal sealed class CountRdd(CountShuffle shuffle) : Rdd<long>(shuffle.Parent.Scope, 1, shuffle.Info)
{
    internal override IReadOnlyList<ShuffleDependency> Shuffles => [shuffle];

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task) => sink.Push(shuffle.Total());
}
