using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream.Streams;

/// <summary>A stream made by a function of one record, so that a record on which the function throws can be told from the others.</summary>
/// <param name="parent">The stream of records.</param>
/// <param name="kind">The operation.</param>
/// <param name="plain">Makes the dataset where a throwing function fails the task.</param>
/// <param name="guarded">Makes the dataset that survives it.</param>
internal sealed class ElementwiseStream<TIn, TOut>(
    DStream<TIn> parent,
    string kind,
    Func<Rdd<TIn>, OperatorInfo, Rdd<TOut>> plain,
    Func<Rdd<TIn>, GuardedOperator, Rdd<Outcome<TOut>>> guarded)
    : DStream<TOut>(parent.Context, kind)
{
    private DStream<Outcome<TOut>>? _outcomes;

    /// <param name="parent">The stream of records.</param>
    /// <param name="kind">The operation.</param>
    /// <param name="plain">Makes the dataset where a throwing function fails the task.</param>
    /// <param name="body">The same function in its most general form, for the datasets that survive it.</param>
    internal ElementwiseStream(DStream<TIn> parent, string kind, Func<Rdd<TIn>, OperatorInfo, Rdd<TOut>> plain, Action<TIn, Emitter<TOut>> body)
        : this(parent, kind, plain, (rdd, guarded) => new GuardedRdd<TIn, TOut>(rdd, body, guarded))
    {
    }

    public override TimeSpan SlideDuration => parent.SlideDuration;

    public override IReadOnlyList<DStream> Dependencies => [_outcomes ?? (DStream)parent];

    private protected override void KeepOnlySound() => _outcomes = Outcomes();

    private protected override DStream<DeadLetter> KeepOnlySoundAndDivert()
    {
        // Two streams are made of the outcomes, and the function is to run once.
        _outcomes = Outcomes();
        _outcomes.Persist(StorageLevel.MemoryAndDisk);
        return new DerivedStream<Outcome<TOut>, DeadLetter>(_outcomes, "DeadLetters", (rdd, info) => new DeadLettersRdd<TOut>(rdd, info));
    }

    private protected override async ValueTask<Rdd<TOut>?> ComputeAsync(BatchPlan plan)
    {
        if (_outcomes is null)
        {
            return await parent.GetOrComputeAsync(plan).ConfigureAwait(false) is { } rdd ? plain(rdd, Info) : null;
        }

        return await _outcomes.GetOrComputeAsync(plan).ConfigureAwait(false) is { } outcomes ? new SoundRdd<TOut>(outcomes, Info) : null;
    }

    private DerivedStream<TIn, Outcome<TOut>> Outcomes()
    {
        Context.Graph.ThrowIfFixed();
        Accumulator<string, SortedDictionary<string, long>> skipped = Context.Skipped;
        return _outcomes is null
            ? new DerivedStream<TIn, Outcome<TOut>>(parent, "Outcomes", (rdd, _) => guarded(rdd, new GuardedOperator(Info, skipped)))
            : throw new InvalidOperationException($"What becomes of records on which {Name} throws has been said already.");
    }
}
