using OrleansStream.Streams;

namespace OrleansStream;

/// <summary>A stream cut into micro-batches: for each batch time it gives one dataset, or none.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <remarks>
/// Operations define the graph and may be called until the context starts; the functions given to them run per batch, on the
/// engine's threads. "No dataset" and "an empty dataset" are different: operators pass on the absence of a dataset, output
/// operations skip it, and <c>Transform</c> and <c>Union</c> fail the batch on it.
/// </remarks>
public abstract partial class DStream<T> : DStream
{
    private protected DStream(StreamingContext context, string kind)
        : base(context, kind)
    {
    }

    /// <summary>Gives the operator a name of its own, for errors, metrics and state.</summary>
    /// <param name="name">Unique within the context.</param>
    /// <returns>This stream.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty or taken.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public DStream<T> Named(string name)
    {
        SetName(name);
        return this;
    }

    /// <summary>The stream's dataset of a batch, or null for none; made once per batch and shared by all who ask.</summary>
    internal async ValueTask<Rdd<T>?> GetOrComputeAsync(BatchPlan plan) => (Rdd<T>?)await plan.DatasetAsync(this).ConfigureAwait(false);

    internal sealed override async Task<Rdd?> MakeDatasetAsync(BatchPlan plan)
    {
        Rdd<T>? dataset = plan.IsValid(SlideDuration) ? await ComputeAsync(plan).ConfigureAwait(false) : null;
        if (dataset is not null)
        {
            Keep(dataset);
        }

        return dataset;
    }

    /// <summary>Makes the dataset of a batch, or null for none.</summary>
    private protected abstract ValueTask<Rdd<T>?> ComputeAsync(BatchPlan plan);
}
