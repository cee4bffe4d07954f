using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>One run of one partition of a stage: what its chain needs to know, and which operator is at work.</summary>
/// <remarks>Used by one thread at a time. It ends with the run, and with it what the run borrowed: records that point there are valid until then.</remarks>
internal sealed class TaskScope : IDisposable
{
    private readonly List<OperatorInfo> _operators = [];
    private readonly List<IDisposable> _owned = [];

    internal TaskScope(string stage, int partition, int attempt, CancellationToken cancellation)
    {
        Stage = stage;
        Partition = partition;
        Attempt = attempt;
        Cancellation = cancellation;
    }

    /// <summary>What the stage is for, for error messages.</summary>
    internal string Stage { get; }

    internal int Partition { get; }

    /// <summary>1 for the first run, higher for a retry.</summary>
    internal int Attempt { get; }

    internal CancellationToken Cancellation { get; }

    /// <summary>Set by a sink that has all it wants; sources look at it between chunks and stop early.</summary>
    internal bool Satisfied { get; set; }

    /// <summary>The number, from <see cref="Enter"/>, of the operator whose user code ran last. Each link stores its number
    /// before it calls user code: one plain store per record buys an exact operator name in every error.</summary>
    internal int Current;

    /// <summary>The operator whose user code ran last, or null before any did.</summary>
    internal OperatorInfo? CurrentOperator =>
        (uint)(Current - 1) < (uint)_operators.Count ? _operators[Current - 1] : null;

    /// <summary>Adds an operator to this task's chain and gives its number.</summary>
    internal int Enter(OperatorInfo info)
    {
        _operators.Add(info);
        return _operators.Count;
    }

    /// <summary>Hands something over that is to be freed when the run ends.</summary>
    internal void Own(IDisposable resource) => _owned.Add(resource);

    /// <summary>Called by sources between chunks.</summary>
    /// <returns>False when the rest of the input is not wanted.</returns>
    /// <exception cref="OperationCanceledException">The stage was cancelled.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Continue()
    {
        Cancellation.ThrowIfCancellationRequested();
        return !Satisfied;
    }

    public void Dispose()
    {
        foreach (IDisposable resource in _owned)
        {
            resource.Dispose();
        }

        _owned.Clear();
    }
}
