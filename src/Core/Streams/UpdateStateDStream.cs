using OrleansStream.Stateful;

namespace OrleansStream.Streams;

/// <summary>The state of all keys after each batch, as a function of the state before and the batch makes it.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
/// <typeparam name="TState">States.</typeparam>
internal sealed class UpdateStateDStream<TKey, TValue, TState> : DStream<(TKey Key, TState Value)>
{
    private readonly StatefulInput<TKey, TValue, TState> _input;
    private readonly Func<UpdateRun<TKey, TValue, TState>, IStateTablesVisitor<TKey, TState>> _update;
    private readonly bool _tellsPartitioning;
    private BatchTime? _firstInput;

    /// <param name="parent">The records.</param>
    /// <param name="spec">The state.</param>
    /// <param name="update">Makes what runs a task.</param>
    /// <param name="tellsPartitioning">Whether what is made from the stream may rely on how it is partitioned.</param>
    internal UpdateStateDStream(
        DStream<(TKey Key, TValue Value)> parent,
        StateSpec<TKey, TState> spec,
        Func<UpdateRun<TKey, TValue, TState>, IStateTablesVisitor<TKey, TState>> update,
        bool tellsPartitioning)
        : base(parent.Context, "UpdateStateByKey")
    {
        _input = StatefulInput<TKey, TValue, TState>.Of(this, parent, spec);
        _update = update;
        _tellsPartitioning = tellsPartitioning;
    }

    public override TimeSpan SlideDuration => _input.Stream.SlideDuration;

    public override IReadOnlyList<DStream> Dependencies => [_input.Stream];

    internal override bool IsStateful => true;

    private protected override async ValueTask<Rdd<(TKey Key, TState Value)>?> ComputeAsync(BatchPlan plan)
    {
        Rdd<(TKey Key, TValue Value)>? records = await _input.Stream.GetOrComputeAsync(plan).ConfigureAwait(false);
        if (records is null && !plan.Ask(this, PlanQuestion.HasHadInput, () => _firstInput < plan.Time || _input.State.Versions.AnyBefore(plan.Time)))
        {
            // Nothing to update yet, and the initial state waits for the first dataset.
            return null;
        }

        if (records is not null && !(_firstInput <= plan.Time))
        {
            _firstInput = plan.Time;
        }

        (StateInput<TKey, TState> input, Rdd<(TKey Key, TValue Value)> all) = _input.Of(plan, records, Info);

        // Later than the batch's own time the table has what later batches made of it.
        var stage = new UpdateStateStage<TKey, TValue, TState>(input, all, _input.State, _update, RememberDuration > SlideDuration, Info);
        return new SnapshotRdd<TKey, TState>(stage, _tellsPartitioning ? _input.State.Partitioning : null, Info);
    }
}
