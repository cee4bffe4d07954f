namespace OrleansStream.Execution;

/// <summary>One run of all tasks of a stage on engine threads, with retries.</summary>
internal sealed class StageRun
{
    private readonly EngineThreads _threads;
    private readonly ReportSource _source;
    private readonly int _number;
    private readonly string _stage;
    private readonly Rdd _rdd;
    private readonly int _maxFailures;
    private readonly Action<int, TaskScope> _body;
    private readonly CancellationToken _cancellation;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OperatorFailedException?[] _failures;
    private int _lowestFailed = int.MaxValue;
    private int _open;

    /// <summary>Prepares a run.</summary>
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
        int number,
        string stage,
        Rdd rdd,
        int maxFailures,
        Action<int, TaskScope> body,
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
        _open = order.Count;
        foreach (int partition in order)
        {
            Post(partition, attempt: 1);
        }

        await _done.Task.ConfigureAwait(false);
        if (_lowestFailed < int.MaxValue)
        {
            throw _failures[_lowestFailed]!;
        }

        _cancellation.ThrowIfCancellationRequested();
    }

    private void Post(int partition, int attempt)
    {
        try
        {
            _threads.Post(() => RunTask(partition, attempt));
        }
        catch (ObjectDisposedException error)
        {
            // The context is gone. On an engine thread an exception would end the process.
            Fail(partition, OperatorFailedException.InTask(new TaskScope(_stage, partition, attempt, _cancellation), _rdd.Time, error));
            End();
        }
    }

    private void RunTask(int partition, int attempt)
    {
        var task = new TaskScope(_stage, partition, attempt, _cancellation);
        try
        {
            if (IsWanted(partition))
            {
                using (TaskReport.OnThread(task.Report))
                {
                    _body(partition, task);
                }

                Reports.Add(_source, _number, task);
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
                Post(partition, attempt + 1);
                return;
            }

            Fail(partition, OperatorFailedException.InTask(task, _rdd.Time, error));
        }

        End();
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

    private void End()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _done.SetResult();
        }
    }
}
