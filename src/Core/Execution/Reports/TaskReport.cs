namespace OrleansStream.Execution;

/// <summary>What one attempt of a task, or one run of a batch's code at the coordinator, reports.</summary>
/// <param name="task">The attempt, whose current operator reports; null for code of several threads, at the coordinator or of one operator.</param>
/// <param name="operatorNumber">The operator that reports if there is no task.</param>
internal sealed class TaskReport(TaskScope? task, int operatorNumber = 0)
{
    private static readonly AsyncLocal<TaskReport?> Flowing = new();

    [ThreadStatic]
    private static TaskReport? _running;

    private readonly Dictionary<(int Operator, ITaskFact Fact), TaskFactPart> _parts = [];
    private readonly Lock? _gate = task is null ? new Lock() : null;
    private readonly List<TaskReport> _forks = [];
    private (int Operator, ITaskFact Fact, TaskFactPart Part) _last;

    /// <summary>The report of the code that runs here and now, or null outside tasks and batches.</summary>
    internal static TaskReport? Current => _running ?? Flowing.Value;

    /// <summary>What was reported, and by which operator of the task.</summary>
    internal IEnumerable<(int Operator, ITaskFact Fact, TaskFactPart Part)> Parts =>
        _parts.Select(entry => (entry.Key.Operator, entry.Key.Fact, entry.Value)).Concat(_forks.SelectMany(fork => fork.Parts));

    /// <summary>Makes this the report of what the thread does until the result is disposed of.</summary>
    internal static ThreadHold OnThread(TaskReport report)
    {
        var hold = new ThreadHold(_running);
        _running = report;
        return hold;
    }

    /// <summary>Makes this the report of the code that is called from here, wherever it continues, until the result is disposed of.</summary>
    internal static IDisposable Flow(TaskReport report)
    {
        var hold = new FlowHold(Flowing.Value);
        Flowing.Value = report;
        return hold;
    }

    /// <summary>Reports that come with what the task has read: of records that another task, or an attempt that failed, has computed and kept.</summary>
    internal List<TaskReports> Inherited { get; } = [];

    /// <summary>A part of this report for an operator whose code runs on several threads, beside the task's.</summary>
    internal TaskReport Fork(int number)
    {
        var fork = new TaskReport(task: null, number);
        _forks.Add(fork);
        return fork;
    }

    /// <summary>Adds to a fact.</summary>
    internal void Add<TIn, TState>(ITaskFact fact, TIn value, Func<TState, TIn, TState> add)
    {
        if (_gate is null)
        {
            AddAlone(fact, value, add);
            return;
        }

        lock (_gate)
        {
            AddAlone(fact, value, add);
        }
    }

    private void AddAlone<TIn, TState>(ITaskFact fact, TIn value, Func<TState, TIn, TState> add)
    {
        int number = task?.Current ?? operatorNumber;
        if (!ReferenceEquals(_last.Fact, fact) || _last.Operator != number)
        {
            if (!_parts.TryGetValue((number, fact), out TaskFactPart? known))
            {
                _parts.Add((number, fact), known = fact.NewPart());
            }

            _last = (number, fact, known);
        }

        var part = (TaskFactPart<TState>)_last.Part;
        part.Value = add(part.Value, value);
        part.Updates++;
    }

    /// <summary>Ends what <see cref="OnThread"/> began.</summary>
    internal readonly struct ThreadHold(TaskReport? outer) : IDisposable
    {
        public void Dispose() => _running = outer;
    }

    private sealed class FlowHold(TaskReport? outer) : IDisposable
    {
        public void Dispose() => Flowing.Value = outer;
    }
}
