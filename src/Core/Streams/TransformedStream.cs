using OrleansStream.Rdds;

namespace OrleansStream.Streams;

/// <summary>A stream whose dataset a function of the user makes from the parents' datasets, once per batch at the coordinator.</summary>
internal sealed class TransformedStream<TOut>(
    IReadOnlyList<DStream> parents, string kind, Func<IReadOnlyList<Rdd>, BatchPlan, ValueTask<Rdd<TOut>>> function, bool mayRunActions = false)
    : DStream<TOut>(parents[0].Context, kind)
{
    public override TimeSpan SlideDuration => parents[0].SlideDuration;

    public override IReadOnlyList<DStream> Dependencies => parents;

    internal override bool IsMadeByBody => true;

    internal override bool MayRunActions => mayRunActions;

    private protected override async ValueTask<Rdd<TOut>?> ComputeAsync(BatchPlan plan)
    {
        Rdd[] datasets = await Parents.DatasetsAsync(parents, plan, Info).ConfigureAwait(false);
        try
        {
            return await plan.MakeOnceAsync(this, async () =>
            {
                Rdd<TOut> result = await function(datasets, plan).ConfigureAwait(false)
                    ?? throw new InvalidOperationException("The function returned null; return an empty dataset for no records.");
                return ReferenceEquals(result.Scope, plan.Scope) ? result : TakeIn(result, plan);
            }).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperatorFailedException && !plan.Cancellation.IsCancellationRequested)
        {
            throw OperatorFailedException.AtCoordinator(Info, plan.Time, error);
        }
    }

    /// <summary>Takes in a dataset from outside the batch, so that what is derived from it ends with the batch.</summary>
    private PlacedRdd<TOut> TakeIn(Rdd<TOut> outside, BatchPlan plan)
    {
        outside.Scope.ThrowIfEnded();
        return new PlacedRdd<TOut>(plan.Scope, outside, Info);
    }
}
