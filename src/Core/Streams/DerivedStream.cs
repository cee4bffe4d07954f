using OrleansStream.Execution;

namespace OrleansStream.Streams;

/// <summary>A stream whose dataset is made from its parent's dataset of the same batch; no dataset gives no dataset.</summary>
internal sealed class DerivedStream<TIn, TOut>(DStream<TIn> parent, string kind, Func<Rdd<TIn>, OperatorInfo, Rdd<TOut>> derive)
    : DStream<TOut>(parent.Context, kind)
{
    public override TimeSpan SlideDuration => parent.SlideDuration;

    public override IReadOnlyList<DStream> Dependencies => [parent];

    private protected override async ValueTask<Rdd<TOut>?> ComputeAsync(BatchPlan plan)
    {
        Rdd<TIn>? rdd = await parent.GetOrComputeAsync(plan).ConfigureAwait(false);
        return rdd is null ? null : derive(rdd, Info);
    }
}
