using OrleansStream.Rdds;
using OrleansStream.Streams;

namespace OrleansStream.Windows;

/// <summary>The parent's datasets of the last batches as one.</summary>
internal sealed class WindowedStream<T> : DStream<T>
{
    private readonly DStream<T> _parent;
    private readonly WindowShape _shape;

    internal WindowedStream(DStream<T> parent, WindowShape shape, string kind = "Window")
        : base(parent.Context, kind)
    {
        _parent = parent;
        _shape = shape;
        parent.KeepForWindow();
    }

    public override TimeSpan SlideDuration => _shape.Slide;

    public override IReadOnlyList<DStream> Dependencies => [_parent];

    internal override TimeSpan ParentRememberDuration => RememberDuration + _shape.Length;

    // Each record would be kept once for every window that it is in.
    internal override DStream<T> Kept => _parent.Kept;

    private protected override async ValueTask<Rdd<T>?> ComputeAsync(BatchPlan plan)
    {
        Rdd<T>[] datasets = [.. (await _shape.PartsAsync(plan, _parent).ConfigureAwait(false)).Select(part => part.Dataset)];
        return datasets switch
        {
            [] => new SequenceRdd<T>(plan.Scope, [], Info),
            [{ Partitioning: { } partitioning }, ..] when Array.TrueForAll(datasets, dataset => partitioning.Equals(dataset.Partitioning)) =>
                new PartitionwiseUnionRdd<T>(datasets, Info),
            _ => new UnionRdd<T>(datasets, Info),
        };
    }
}
