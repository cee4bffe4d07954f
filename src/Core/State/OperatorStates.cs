namespace OrleansStream.Stateful;

/// <summary>The states of a job's operators in this process, in order of definition.</summary>
internal sealed class OperatorStates
{
    private readonly List<OperatorState> _states = [];
    private volatile IReadOnlyList<StateSize> _sizes = [];
    private bool _hasLoss;

    /// <summary>Which batches are committed.</summary>
    internal CommittedBatches Batches { get; } = new();

    /// <summary>How large the states were at the last commit; none before the first.</summary>
    internal IReadOnlyList<StateSize> Sizes
    {
        get => _sizes;
        private set => _sizes = value;
    }

    internal IReadOnlyList<OperatorState> All
    {
        get
        {
            lock (_states)
            {
                return [.. _states];
            }
        }
    }

    internal void Add(OperatorState state)
    {
        lock (_states)
        {
            _states.Add(state);
        }
    }

    /// <summary>The state of an operator, or null if there is none of that name.</summary>
    internal OperatorState? TryFind(string name) => All.FirstOrDefault(state => state.Name == name);

    /// <summary>The state of an operator.</summary>
    /// <exception cref="StateNotFoundException">There is none of that name, or it has other keys or states.</exception>
    internal OperatorState<TKey, TState> Find<TKey, TState>(string name)
    {
        IReadOnlyList<OperatorState> all = All;
        return all.FirstOrDefault(state => state.Name == name) as OperatorState<TKey, TState>
            ?? throw new StateNotFoundException(
                name, OperatorState.Describe(typeof(TState), typeof(TKey)), [.. all.Select(state => $"'{state.Name}' ({state.Description})")]);
    }

    /// <summary>Notes that a host has lost what a batch needs of a state, so that all batches that are not committed have to run again.</summary>
    internal void ReportLoss() => _hasLoss = true;

    /// <summary>Whether that has been noted since this was last asked.</summary>
    internal bool TakeLoss() => Interlocked.Exchange(ref _hasLoss, false);

    /// <summary>Batches that have run and are not committed are to run again.</summary>
    internal void Rewind()
    {
        foreach (OperatorState state in All)
        {
            state.Versions.Rewind();
        }
    }

    /// <summary>Batches up to one are committed.</summary>
    /// <param name="committed">The last one.</param>
    /// <param name="sizes">How large the states are, or null if they are here and can be measured.</param>
    internal void Promote(BatchTime committed, IReadOnlyList<StateSize>? sizes)
    {
        // First those who ask are sent to the new batch, then versions go that nobody is sent to any more.
        CommittedRange range = Batches.Commit(committed);
        IReadOnlyList<OperatorState> all = All;
        foreach (OperatorState state in all)
        {
            state.Promote(committed, range.Oldest);
        }

        Sizes = sizes ?? [.. all.Select(state => state.TryMeasure(committed)).OfType<StateSize>()];
        Batches.Announce();
    }
}
