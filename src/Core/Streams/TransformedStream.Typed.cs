using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream.Streams;

/// <summary>A stream whose dataset a function makes from the parents' datasets, once per batch at the coordinator.</summary>
internal sealed class TransformedStream<TOut>(
    IReadOnlyList<DStream> parents,
    string kind,
    Func<IReadOnlyList<Rdd>, OperatorInfo, BatchPlan, ValueTask<Rdd<TOut>>> function,
    string? boundToProcess = null)
    : DStream<TOut>(parents[0].Context, kind)
{
    public override TimeSpan SlideDuration => parents[0].SlideDuration;

    public override IReadOnlyList<DStream> Dependencies => parents;

    internal override string? BoundToProcess => boundToProcess;

    private protected override async ValueTask<Rdd<TOut>?> ComputeAsync(BatchPlan plan)
    {
        var datasets = new Rdd[parents.Count];
        for (int i = 0; i < datasets.Length; i++)
        {
            datasets[i] = await plan.DatasetAsync(parents[i]).ConfigureAwait(false)
                ?? throw OperatorFailedException.AtCoordinator(
                    Info, plan.Time, new InvalidOperationException($"{parents[i].Name} has no dataset in this batch."));
        }

        try
        {
            Rdd<TOut> result = await function(datasets, Info, plan).ConfigureAwait(false)
                ?? throw new InvalidOperationException("The function returned null; return an empty dataset for no records.");
            return ReferenceEquals(result.Scope, plan.Scope) ? result : TakeIn(result, plan);
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
