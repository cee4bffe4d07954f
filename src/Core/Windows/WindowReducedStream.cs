using OrleansStream.Execution;
using OrleansStream.Rdds;
using OrleansStream.Streams;

namespace OrleansStream.Windows;

/// <summary>What the values of each key come to over the last batches, each of which is reduced by key already.</summary>
internal sealed class WindowReducedStream<TKey, TValue> : DStream<(TKey Key, TValue Value)>
{
    private readonly DStream<(TKey Key, TValue Value)> _batches;
    private readonly WindowShape _shape;
    private readonly Partitioning<TKey> _partitioning;
    private readonly WindowPartition<TKey, TValue>[] _partitions;

    /// <param name="batches">The reduced batches, partitioned by <paramref name="partitioning"/>.</param>
    /// <param name="shape">The windows.</param>
    /// <param name="reduce">Combines two values.</param>
    /// <param name="partitioning">Which keys lie in which partition.</param>
    internal WindowReducedStream(
        DStream<(TKey Key, TValue Value)> batches, WindowShape shape, Func<TValue, TValue, TValue> reduce, Partitioning<TKey> partitioning)
        : base(batches.Context, "ReduceByKeyAndWindow")
    {
        _batches = batches;
        _shape = shape;
        _partitioning = partitioning;
        _partitions = WindowPartition<TKey, TValue>.Create(Context.Runtime, reduce, partitioning.Count);
        batches.KeepForWindow(rdd => Keyed.Partition(rdd, partitioning, Info));
    }

    public override TimeSpan SlideDuration => _shape.Slide;

    public override IReadOnlyList<DStream> Dependencies => [_batches];

    internal override TimeSpan ParentRememberDuration => RememberDuration + _shape.Length;

    private protected override async ValueTask<Rdd<(TKey Key, TValue Value)>?> ComputeAsync(BatchPlan plan)
    {
        List<WindowPart<(TKey Key, TValue Value)>> parts = await _shape.PartsAsync(plan, _batches).ConfigureAwait(false);
        return new WindowReducedRdd<TKey, TValue>(
            plan.Scope, parts, plan.Time - _shape.Length, _shape.TurnBefore(plan.Time, plan.Zero), _partitions, _partitioning, Info);
    }
}
