using OrleansStream.Batches;
using OrleansStream.Execution;

namespace OrleansStream.Streams;

/// <summary>The planning of one attempt of a batch: each stream's dataset, made from what the batch's seal holds.</summary>
/// <remarks>Planning is sequential and depends only on the graph and the seal, so every process that plans a batch gets the same datasets.</remarks>
internal sealed class BatchPlan(BatchScope scope, SealedBatch seal, BatchTime zero, long epoch, CancellationToken cancellation)
{
    private readonly Dictionary<DStream, Rdd?> _datasets = new(ReferenceEqualityComparer.Instance);

    internal BatchScope Scope => scope;

    internal BatchTime Time => seal.Time;

    /// <summary>One interval before the first batch: what slide durations count from.</summary>
    internal BatchTime Zero => zero;

    /// <summary>The life of the coordinator that runs the batch.</summary>
    internal long Epoch => epoch;

    internal CancellationToken Cancellation => cancellation;

    /// <summary>What the batch holds of a source, or null if the source gave no dataset.</summary>
    internal SourceSeal? SealOf(string source) => seal.Find(source);

    /// <summary>Whether a stream of this slide duration gives a dataset at this time.</summary>
    internal bool IsValid(TimeSpan slide) => Time > zero && Time.IsMultipleOf(slide, zero);

    internal bool TryGet(DStream stream, out Rdd? rdd) => _datasets.TryGetValue(stream, out rdd);

    internal void Remember(DStream stream, Rdd? rdd) => _datasets[stream] = rdd;
}
