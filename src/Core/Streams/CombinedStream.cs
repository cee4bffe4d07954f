using OrleansStream.Execution;

namespace OrleansStream.Streams;

/// <summary>A stream whose dataset an operator makes from the parents' datasets.</summary>
internal sealed class CombinedStream<TOut>(IReadOnlyList<DStream> parents, string kind, Func<IReadOnlyList<Rdd>, OperatorInfo, Rdd<TOut>> derive)
    : DStream<TOut>(parents[0].Context, kind)
{
    public override TimeSpan SlideDuration => parents[0].SlideDuration;

    public override IReadOnlyList<DStream> Dependencies => parents;

    private protected override async ValueTask<Rdd<TOut>?> ComputeAsync(BatchPlan plan)
    {
        Rdd[] datasets = await Parents.DatasetsAsync(parents, plan, Info).ConfigureAwait(false);
        try
        {
            return derive(datasets, Info);
        }
        catch (Exception error) when (error is not OperatorFailedException && !plan.Cancellation.IsCancellationRequested)
        {
            throw OperatorFailedException.AtCoordinator(Info, plan.Time, error);
        }
    }
}
