namespace OrleansStream.Execution;

/// <summary>One run of all tasks of a stage on engine threads, with retries.</summary>
/// <remarks>A task may go on off its thread, waiting for something outside. So that tasks that wait do not pile up what they hold, only a few are
/// open at a time: as many as threads, and as many again to take their turn.</remarks>
internal sealed class StageRun
{
    private readonly EngineThreads _threads;
    private readonly ReportSource _source;
    private readonly long _number;
    private readonly string _stage;
    private readonly Rdd _rdd;
    private readonly int _maxFailures;
    private readonly Func<int, TaskScope, ValueTask> _body;
    private readonly CancellationToken _cancellation;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OperatorFailedException?[] _failures;
    private IReadOnlyList<int> _order = [];
    private int _lowestFailed = int.MaxValue;
    private int _started;
    private int _open;

    /// <summary>A stage of tasks that end on their thread.</summary>
    internal StageRun(
        EngineThreads threads,
        ReportSource source,
        long number,
        string stage,
        Rdd rdd,
        int maxFailures,
        Action<int, TaskScope> body,
        CancellationToken cancellation)
        : this(threads, source, number, stage, rdd, maxFailures, (partition, task) => Run(body, partition, task), cancellation)
    {
    }

    /// <summary>A stage of tasks that begin on an engine thread and may end off it.</summary>
    /// <param name="threads">The threads.</param>
    /// <param name="source">What the stage is.</param>
    /// <param name="number">Which one of its kind.</param>
    /// <param name="stage">What the stage is called in error messages.</param>
    /// <param name="rdd">The dataset whose partitions the tasks compute.</param>
    /// <param name="maxFailures">How often a task is tried.</param>
    /// <param name="body">What a task does.</param>
    /// <param name="cancellation">Gives up.</param>
    internal StageRun(
        EngineThreads threads,
        ReportSource source,
        long number,
        string stage,
        Rdd rdd,
        int maxFailures,
        Func<int, TaskScope, ValueTask> body,
        CancellationToken cancellation)
    {
        _threads = threads;
        _source = source;
        _number = number;
        _stage = stage;
        _rdd = rdd;
        _maxFailures = maxFailures;
        _body = body;
        _cancellation = cancellation;
        _failures = new OperatorFailedException?[rdd.PartitionCount];
    }

    /// <summary>What the tasks have reported; to be used when all have succeeded.</summary>
    internal TaskReports Reports { get; } = new();

    /// <summary>Runs every task; ends when all have ended, so that nothing of a failed stage still runs.</summary>
    /// <param name="order">The partitions in the order in which they are to start.</param>
    internal async Task RunAsync(IReadOnlyList<int> order)
    {
        _order = order;
        _open = order.Count;
        for (int i = Math.Min(order.Count, _threads.Count * 2); i > 0; i--)
        {
            StartNext();
        }

        await _done.Task.ConfigureAwait(false);
        if (_lowestFailed < int.MaxValue)
        {
            throw _failures[_lowestFailed]!;
        }

        _cancellation.ThrowIfCancellationRequested();
    }

    private static ValueTask Run(Action<int, TaskScope> body, int partition, TaskScope task)
    {
        body(partition, task);
        return ValueTask.CompletedTask;
    }

    private void StartNext()
    {
        while (Interlocked.Increment(ref _started) - 1 is int next && next < _order.Count && !TryPost(_order[next], attempt: 1))
        {
            // The context is gone; those that are left are to end as well.
            CountEnd();
        }
    }

    /// <summary>Begins a task: off the engine's threads as long as it waits for its inputs.</summary>
    private bool TryPost(int partition, int attempt)
    {
        Task inputs = IsWanted(partition) ? _rdd.FetchInputsAsync(partition, _cancellation) : Task.CompletedTask;
        if (inputs.IsCompleted)
        {
            return TryPost(partition, attempt, inputs);
        }

        _ = PostLaterAsync();
        return true;

        async Task PostLaterAsync()
        {
            await inputs.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!TryPost(partition, attempt, inputs))
            {
                StartNext();
                CountEnd();
            }
        }
    }

    private bool TryPost(int partition, int attempt, Task inputs)
    {
        try
        {
            _threads.Post(() => _ = RunTaskAsync(partition, attempt, inputs));
            return true;
        }
        catch (ObjectDisposedException error)
        {
            // On an engine thread an exception would end the process.
            using var task = new TaskScope(_stage, partition, attempt, _cancellation);
            Fail(partition, OperatorFailedException.InTask(task, _rdd.Time, error));
            return false;
        }
    }

    /// <summary>Runs a task and, when it is over, starts another one; whatever happens in it, this does not throw.</summary>
    private async Task RunTaskAsync(int partition, int attempt, Task inputs)
    {
        if (await TryRunAsync(partition, attempt, inputs).ConfigureAwait(false) || !TryPost(partition, attempt + 1))
        {
            StartNext();
            CountEnd();
        }
    }

    /// <returns>Whether the task has ended, well or not; otherwise it is to be run again.</returns>
    private async ValueTask<bool> TryRunAsync(int partition, int attempt, Task inputs)
    {
        using var task = new TaskScope(_stage, partition, attempt, _cancellation);
        try
        {
            if (IsWanted(partition))
            {
                await inputs.ConfigureAwait(false);
                await Begin(partition, task).ConfigureAwait(false);
                Reports.Add(_source, _number, _rdd.Time, task);
            }
        }
        catch (OperationCanceledException) when (_cancellation.IsCancellationRequested)
        {
            // The caller gave up, which RunAsync reports.
        }
        catch (Exception error)
        {
            if (attempt < _maxFailures && IsWanted(partition))
            {
                return false;
            }

            Fail(partition, OperatorFailedException.InTask(task, _rdd.Time, error));
        }

        return true;
    }

    /// <summary>Begins a task. Its report is that of this thread as long as the task is on it, and of the code that it continues in.</summary>
    private ValueTask Begin(int partition, TaskScope task)
    {
        using (TaskReport.Flow(task.Report))
        using (TaskReport.OnThread(task.Report))
        {
            return _body(partition, task);
        }
    }

    /// <summary>Whether the task's outcome matters still.</summary>
    /// <remarks>Tasks below a failed one do go on: the lowest partition's failure is the stage's, so that the same fault
    /// gives the same error every time, whichever task met it first.</remarks>
    private bool IsWanted(int partition) => !_cancellation.IsCancellationRequested && partition < Volatile.Read(ref _lowestFailed);

    private void Fail(int partition, OperatorFailedException failure)
    {
        _failures[partition] = failure;
        int lowest = Volatile.Read(ref _lowestFailed);
        while (partition < lowest)
        {
            int seen = Interlocked.CompareExchange(ref _lowestFailed, partition, lowest);
            if (seen == lowest)
            {
                return;
            }

            lowest = seen;
        }
    }

    private void CountEnd()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _done.SetResult();
        }
    }
}
