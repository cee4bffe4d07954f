using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>One run of one partition of a stage: what its chain needs to know, and which operator is at work.</summary>
/// <remarks>Used by one thread at a time. It ends with the run, and with it what the run borrowed: records that point there are valid until then.</remarks>
internal sealed class TaskScope : IDisposable
{
    private readonly List<(OperatorInfo Info, ReportSite? Dataset)> _operators = [];
    private readonly List<IDisposable> _owned = [];

    internal TaskScope(string stage, int partition, int attempt, CancellationToken cancellation)
    {
        Stage = stage;
        Partition = partition;
        Attempt = attempt;
        Cancellation = cancellation;
        Report = new TaskReport(this);
    }

    /// <summary>What the stage is for, for error messages.</summary>
    internal string Stage { get; }

    internal int Partition { get; }

    /// <summary>1 for the first run, higher for a retry.</summary>
    internal int Attempt { get; }

    internal CancellationToken Cancellation { get; }

    /// <summary>What the attempt reports beside its result; counts only if it succeeds.</summary>
    internal TaskReport Report { get; }

    /// <summary>Set by a sink that has all it wants; sources look at it between chunks and stop early.</summary>
    internal bool Satisfied { get; set; }

    /// <summary>The number, from <c>Enter</c>, of the operator whose user code ran last. Each link stores its number
    /// before it calls user code: one plain store per record buys an exact operator name in every error.</summary>
    internal int Current;

    /// <summary>The operator whose user code ran last, or null before any did.</summary>
    internal OperatorInfo? CurrentOperator =>
        (uint)(Current - 1) < (uint)_operators.Count ? _operators[Current - 1].Info : null;

    /// <summary>Adds an operator to this task's chain and gives its number.</summary>
    internal int Enter(OperatorInfo info)
    {
        _operators.Add((info, null));
        return _operators.Count;
    }

    /// <summary>Adds the operator that makes a partition of a dataset to this task's chain and gives its number.</summary>
    internal int Enter(Rdd dataset, int partition)
    {
        _operators.Add((dataset.Info, dataset.Number < 0 ? null : new ReportSite(dataset.Time, ReportSource.Dataset, dataset.Number, partition, 0)));
        return _operators.Count;
    }

    /// <summary>Where an operator of this task reports, if it makes a planned dataset.</summary>
    internal ReportSite? DatasetOf(int number) => number == 0 ? null : _operators[number - 1].Dataset;

    /// <summary>Hands something over that is to be freed when the run ends, such as the blocks that it reads its records from. What keeps records
    /// longer than that copies them.</summary>
    internal void Own(IDisposable resource) => _owned.Add(resource);

    /// <summary>Called between chunks of the input, when no record is on its way through the chain: where the end of a stage may make room.</summary>
    internal Action? AfterChunk { get; set; }

    /// <summary>Called by sources between chunks.</summary>
    /// <returns>False when the rest of the input is not wanted.</returns>
    /// <exception cref="OperationCanceledException">The stage was cancelled.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Continue()
    {
        Cancellation.ThrowIfCancellationRequested();
        AfterChunk?.Invoke();
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
