using OrleansStream.Execution;

namespace OrleansStream.Streams;

/// <summary>The rule for streams whose batches are brought together.</summary>
internal static class Parents
{
    /// <summary>Takes streams as parents of one.</summary>
    /// <param name="context">The context that the new stream belongs to.</param>
    /// <param name="streams">The streams.</param>
    /// <param name="argument">The argument that they were given in.</param>
    /// <exception cref="ArgumentException">There is none, one is null, or they differ in context or slide duration.</exception>
    internal static TStream[] Check<TStream>(StreamingContext context, IEnumerable<TStream> streams, string argument)
        where TStream : DStream
    {
        TStream[] parents = [.. streams];
        if (parents.Length == 0)
        {
            throw new ArgumentException($"{argument} is empty; at least one stream is needed.", argument);
        }

        foreach (TStream parent in parents)
        {
            if (parent is null)
            {
                throw new ArgumentException($"{argument} holds null in place of a stream.", argument);
            }

            if (!ReferenceEquals(parent.Context, context))
            {
                throw new ArgumentException($"{parent.Name} belongs to another StreamingContext; streams of one context can be brought together.", argument);
            }

            if (parent.SlideDuration != parents[0].SlideDuration)
            {
                throw new ArgumentException(
                    $"{parent.Name} has a slide duration of {parent.SlideDuration} and {parents[0].Name} one of {parents[0].SlideDuration}; they must be the same.",
                    argument);
            }
        }

        return parents;
    }

    /// <summary>The parents' datasets of a batch.</summary>
    /// <exception cref="OperatorFailedException">One has none.</exception>
    internal static async ValueTask<Rdd[]> DatasetsAsync(IReadOnlyList<DStream> parents, BatchPlan plan, OperatorInfo info)
    {
        var datasets = new Rdd[parents.Count];
        for (int i = 0; i < datasets.Length; i++)
        {
            datasets[i] = await plan.DatasetAsync(parents[i]).ConfigureAwait(false)
                ?? throw OperatorFailedException.AtCoordinator(info, plan.Time, new InvalidOperationException($"{parents[i].Name} has no dataset in this batch."));
        }

        return datasets;
    }
}
