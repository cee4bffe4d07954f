namespace OrleansStream.Execution;

/// <summary>What one attempt of a task, or one run of a batch's code at the coordinator, reports.</summary>
/// <param name="task">The attempt, whose current operator reports; null at the coordinator.</param>
internal sealed class TaskReport(TaskScope? task)
{
    private static readonly AsyncLocal<TaskReport?> Flowing = new();

    [ThreadStatic]
    private static TaskReport? _running;

    private readonly Dictionary<(int Operator, ITaskFact Fact), TaskFactPart> _parts = [];
    private readonly Lock? _gate = task is null ? new Lock() : null;
    private (int Operator, ITaskFact Fact, TaskFactPart Part) _last;

    /// <summary>The report of the code that runs here and now, or null outside tasks and batches.</summary>
    internal static TaskReport? Current => _running ?? Flowing.Value;

    /// <summary>What was reported, and by which operator of the task.</summary>
    internal IEnumerable<(int Operator, ITaskFact Fact, TaskFactPart Part)> Parts =>
        _parts.Select(entry => (entry.Key.Operator, entry.Key.Fact, entry.Value));

    /// <summary>Makes this the report of what the thread does until the result is disposed of.</summary>
    internal static ThreadHold OnThread(TaskReport report)
    {
        _running = report;
        return default;
    }

    /// <summary>Makes this the report of the code that is called from here, wherever it continues, until the result is disposed of.</summary>
    internal static IDisposable Flow(TaskReport report)
    {
        var hold = new FlowHold(Flowing.Value);
        Flowing.Value = report;
        return hold;
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
        int number = task?.Current ?? 0;
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
    internal readonly struct ThreadHold : IDisposable
    {
        public void Dispose() => _running = null;
    }

    private sealed class FlowHold(TaskReport? outer) : IDisposable
    {
        public void Dispose() => Flowing.Value = outer;
    }
}
