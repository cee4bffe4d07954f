namespace OrleansStream.Stateful;

/// <summary>The states of a job's operators in this process, in order of definition.</summary>
internal sealed class OperatorStates
{
    private readonly List<OperatorState> _states = [];

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

    /// <summary>Batches up to one are committed.</summary>
    internal void Promote(BatchTime committed)
    {
        foreach (OperatorState state in All)
        {
            state.Promote(committed);
        }
    }
}
