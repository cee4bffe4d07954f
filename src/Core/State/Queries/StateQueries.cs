using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Answers questions for an operator's state at committed batches, in the process that holds it.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <remarks>
/// Commits go on meanwhile: first the range of batches that can be asked of moves, then older versions go. So whoever finds a version
/// gone looks at the range again, where another batch is now the last, or the one that was asked of is missing.
/// </remarks>
internal sealed class StateQueries<TKey, TState>
{
    private readonly OperatorState<TKey, TState> _state;
    private readonly JobEncoding _encoding;
    private readonly KeyIdentity<TKey> _identity;
    private readonly StateValues<TKey> _keys;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _scanLimit;

    /// <exception cref="UnsupportedTypeException">Keys may be changed by user code, and the type has no codec to copy them with.</exception>
    internal StateQueries(OperatorState<TKey, TState> state, StreamingContext context)
    {
        _state = state;
        _encoding = context.Runtime.Encoding;
        _identity = _encoding.KeyFor<TKey>();
        _keys = StateValues<TKey>.Of(_encoding);
        _clock = context.Options.TimeProvider;
        _scanLimit = context.Options.StateScanLimit;
        Batches = context.Runtime.States.Batches;
    }

    internal string OperatorName => _state.Name;

    internal CommittedBatches Batches { get; }

    /// <summary>How states are told apart.</summary>
    /// <exception cref="UnsupportedTypeException">The type has no codec.</exception>
    internal Codec<TState> Codec => _encoding.CodecFor<TState>();

    /// <summary>A state that is the caller's own.</summary>
    internal TState GiveOut(TState state) => _state.Values.GiveOut(state);

    /// <summary>A key that is the caller's own.</summary>
    internal TKey GiveOut(TKey key) => _keys.GiveOut(key);

    /// <summary>A key that stays as it is, whatever becomes of the one that was given.</summary>
    internal TKey Own(TKey key) => _keys.GiveOut(_keys.Own(key));

    /// <summary>The batch to answer of.</summary>
    /// <param name="range">What is committed.</param>
    /// <param name="at">The batch that is asked of, or null for the last one.</param>
    /// <exception cref="BatchNotRetainedException">The batch cannot be asked of.</exception>
    internal BatchTime TimeOf(CommittedRange range, BatchTime? at)
    {
        BatchTime time = at ?? range.Newest;
        return Batches.IsKept(range, time)
            ? time
            : throw new BatchNotRetainedException(OperatorName, time, range.Oldest, range.Newest);
    }

    /// <summary>Looks a key up.</summary>
    /// <returns>The batch that the answer is of.</returns>
    internal BatchTime LookUp(TKey key, BatchTime? at, out StateLookup<TState> found)
    {
        StateGate.ThrowIfInFunction();
        return LookUp(Batches.Current, key, at, out found);
    }

    /// <summary>Looks a key up at the last batch, also when the context has been disposed of.</summary>
    /// <returns>The batch that the answer is of.</returns>
    internal BatchTime LookUpLast(TKey key, out StateLookup<TState> found)
    {
        StateGate.ThrowIfInFunction();
        return LookUp(Batches.Last, key, at: null, out found);
    }

    /// <summary>Counts keys and bytes.</summary>
    internal StateSize Measure(BatchTime? at)
    {
        StateGate.ThrowIfInFunction();
        for (CommittedRange range = Batches.Current; ; range = Later(range))
        {
            if (_state.TryMeasure(TimeOf(range, at)) is { } size)
            {
                return size;
            }
        }
    }

    /// <summary>Begins to read keys with their states.</summary>
    /// <exception cref="NotSupportedException">There is a prefix, and keys are not text.</exception>
    internal EmbeddedStateScan<TKey, TState> OpenScan(string? prefix, BatchTime? at)
    {
        StateGate.ThrowIfInFunction();
        Predicate<TKey>? filter = prefix is null ? null : KeyPrefix.Of<TKey>(prefix);
        for (CommittedRange range = Batches.Current; ; range = Later(range))
        {
            var pin = new StatePin(TimeOf(range, at), _clock, _scanLimit);
            if (_state.Versions.TryPin(pin, out long version))
            {
                return new EmbeddedStateScan<TKey, TState>(this, _state, pin, version, filter);
            }
        }
    }

    private BatchTime LookUp(CommittedRange first, TKey key, BatchTime? at, out StateLookup<TState> found)
    {
        KeyPlacement<TKey> placement = _state.Partitioning.Placement;
        StatePartition<TKey, TState> partition = _state.Partitions[placement.Of(key, placement.NeedsHash ? _identity.Hash(key) : 0)];
        for (CommittedRange range = first; ; range = Later(range))
        {
            BatchTime time = TimeOf(range, at);
            if (_state.Versions.TryOf(time, out long version) && partition.TryLookUp(key, version, out found))
            {
                return time;
            }
        }
    }

    /// <summary>What is committed now that a version is found gone.</summary>
    private CommittedRange Later(CommittedRange range)
    {
        CommittedRange now = Batches.Last;
        return now != range ? now : throw new InvalidOperationException($"The state of '{OperatorName}' at {range.Newest} is missing, though it is the last that is committed.");
    }
}
