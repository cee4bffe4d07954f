using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>The results of asynchronous calls, which the stage before has awaited.</summary>
internal sealed class AsyncMapRdd<TIn, TOut>(AsyncMapShuffle<TIn, TOut> calls) : Rdd<TOut>(calls.Parent.Scope, calls.ReduceCount, calls.Info)
{
    internal override IReadOnlyList<ShuffleDependency> Shuffles => [calls];

    internal override bool IsKept => true;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task) => calls.Read(partition, ref sink, task);
}
