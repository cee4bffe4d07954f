using OrleansStream.Execution;
using OrleansStream.Rdds;
using OrleansStream.Stateful;
using OrleansStream.Streams;

namespace OrleansStream.Windows;

/// <summary>What the values of each key come to over the last batches, made from the window before: what has left is taken out, what has entered
/// added.</summary>
internal sealed class InverseWindowStream<TKey, TValue, TOut> : DStream<TOut>
{
    private readonly DStream<(TKey Key, TValue Value)> _batches;
    private readonly WindowShape _shape;
    private readonly InverseFunctions<TKey, TValue> _functions;
    private readonly OperatorState<TKey, TValue> _state;
    private readonly Func<Rdd<(TKey Key, TValue Value)>, OperatorInfo, Rdd<TOut>> _project;
    private readonly CombineHints _hints = new();

    /// <param name="batches">The reduced batches, partitioned by <paramref name="partitioning"/>.</param>
    /// <param name="shape">The windows.</param>
    /// <param name="functions">How a window follows from the one before.</param>
    /// <param name="partitioning">Which keys lie in which partition.</param>
    /// <param name="kind">The operation.</param>
    /// <param name="project">Makes the stream's dataset from the window's pairs.</param>
    internal InverseWindowStream(
        DStream<(TKey Key, TValue Value)> batches,
        WindowShape shape,
        InverseFunctions<TKey, TValue> functions,
        Partitioning<TKey> partitioning,
        string kind,
        Func<Rdd<(TKey Key, TValue Value)>, OperatorInfo, Rdd<TOut>> project)
        : base(batches.Context, kind)
    {
        _batches = batches;
        _shape = shape;
        _functions = functions;
        _project = project;
        _state = new OperatorState<TKey, TValue>(this, partitioning, timed: false);
        batches.KeepForWindow(rdd => Keyed.Partition(rdd, partitioning, Info));
    }

    public override TimeSpan SlideDuration => _shape.Slide;

    public override IReadOnlyList<DStream> Dependencies => [_batches];

    internal override bool IsStateful => true;

    // The batches of the window before are looked back on too; a stream remembers for its slide at least.
    internal override TimeSpan ParentRememberDuration => RememberDuration + _shape.Length;

    private protected override async ValueTask<Rdd<TOut>?> ComputeAsync(BatchPlan plan)
    {
        BatchTime previous = plan.Time - _shape.Slide;
        List<WindowPart<(TKey Key, TValue Value)>> before = await _shape.PartsAsync(plan, _batches, previous).ConfigureAwait(false);
        List<WindowPart<(TKey Key, TValue Value)>> now = await _shape.PartsAsync(plan, _batches, plan.Time).ConfigureAwait(false);
        var change = new InverseChange<TKey, TValue>(
            previous,
            Reduced(before.Where(part => part.Time <= plan.Time - _shape.Length)),
            Reduced(now.Where(part => part.Time > previous)),
            Reduced(now));
        Rdd<(TKey Key, TValue Value)>[] read = [.. new[] { change.Left, change.Whole }.OfType<Rdd<(TKey Key, TValue Value)>>()];
        var input = new StateInputRdd<TKey, TValue>(
            plan.Scope, _state.Partitions.Count, change.Entered, read.Length == 0 ? null : new PartitionwiseUnionRdd<(TKey Key, TValue Value)>(read, Info), Info);

        // Later than the batch's own time the table has what later batches made of it.
        var stage = new InverseWindowStage<TKey, TValue>(
            new StateInput<TKey, TValue>(input, Initial: null), _state, change, _functions, keepsSnapshots: RememberDuration > SlideDuration, Info);
        return _project(new SnapshotRdd<TKey, TValue>(stage, _state.Partitioning, Info), Info);
    }

    /// <summary>What some batches come to by key, or null for none.</summary>
    private Rdd<(TKey Key, TValue Value)>? Reduced(IEnumerable<WindowPart<(TKey Key, TValue Value)>> parts)
    {
        Rdd<(TKey Key, TValue Value)>[] datasets = [.. parts.Select(part => part.Dataset)];
        return datasets switch
        {
            [] => null,
            [var one] => one,
            _ => Keyed.Combine<TKey, TValue, TValue, ReduceCombiner<TValue>>(
                new PartitionwiseUnionRdd<(TKey Key, TValue Value)>(datasets, Info),
                new ReduceCombiner<TValue>(_functions.Reduce),
                PartitioningChoice<TKey>.Of(_state.Partitioning),
                _hints,
                Info),
        };
    }
}
