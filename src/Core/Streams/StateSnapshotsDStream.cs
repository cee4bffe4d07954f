using OrleansStream.Stateful;

namespace OrleansStream.Streams;

/// <summary>The whole state of a stream after each batch.</summary>
internal sealed class StateSnapshotsDStream<TKey, TState, TOut>(MapWithStateDStream<TKey, TState, TOut> parent)
    : DStream<(TKey Key, TState Value)>(parent.Context, "StateSnapshots")
{
    public override TimeSpan SlideDuration => parent.SlideDuration;

    public override IReadOnlyList<DStream> Dependencies => [parent];

    internal override bool IsMadeAgain => false;

    private protected override async ValueTask<Rdd<(TKey Key, TState Value)>?> ComputeAsync(BatchPlan plan)
    {
        var mapped = (StateOutputRdd<TKey, TState, TOut>?)await parent.GetOrComputeAsync(plan).ConfigureAwait(false);
        return mapped is null ? null : new SnapshotRdd<TKey, TState>(mapped.Stage, mapped.Stage.State.Partitioning, Info);
    }
}
