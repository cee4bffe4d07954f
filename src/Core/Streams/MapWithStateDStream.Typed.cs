using OrleansStream.Stateful;

namespace OrleansStream.Streams;

/// <inheritdoc/>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <typeparam name="TValue">The values' type.</typeparam>
/// <typeparam name="TState">The states' type.</typeparam>
/// <typeparam name="TOut">The elements' type.</typeparam>
/// <typeparam name="TFunction">The function.</typeparam>
internal sealed class MapWithStateDStream<TKey, TValue, TState, TOut, TFunction> : MapWithStateDStream<TKey, TState, TOut>
    where TFunction : struct, IStateFunction<TKey, TValue, TState, TOut>
{
    private readonly StatefulInput<TKey, TValue, TState> _input;
    private readonly TFunction _function;
    private readonly StateTimeout? _timeout;

    internal MapWithStateDStream(DStream<(TKey Key, TValue Value)> parent, StateSpec<TKey, TState> spec, TFunction function)
        : base(parent.Context)
    {
        _input = StatefulInput<TKey, TValue, TState>.Of(this, parent, spec);
        _function = function;
        _timeout = spec.Idle;
    }

    public override TimeSpan SlideDuration => _input.Stream.SlideDuration;

    public override IReadOnlyList<DStream> Dependencies => [_input.Stream];

    private protected override async ValueTask<Rdd<TOut>?> ComputeAsync(BatchPlan plan)
    {
        (StateInput<TKey, TState> input, Rdd<(TKey Key, TValue Value)> records) =
            _input.Of(plan, await _input.Stream.GetOrComputeAsync(plan).ConfigureAwait(false), Info);
        var run = new MapStateRun(plan.Time, _timeout is not null, _timeout?.ThresholdOf(plan.Time, plan.Zero, SlideDuration));

        // Later than the batch's own time the table has what later batches made of it.
        bool keepsSnapshots = Snapshots is { } snapshots && snapshots.RememberDuration > SlideDuration;
        return new StateOutputRdd<TKey, TState, TOut>(
            new MapStateStage<TKey, TValue, TState, TOut, TFunction>(input, records, _input.State, _function, run, keepsSnapshots, Info));
    }
}
