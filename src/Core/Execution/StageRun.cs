namespace OrleansStream.Execution;

/// <summary>One run of all tasks of a stage on engine threads, with retries.</summary>
internal sealed class StageRun
{
    private readonly EngineThreads _threads;
    private readonly string _stage;
    private readonly Rdd _rdd;
    private readonly int _maxFailures;
    private readonly Action<int, TaskScope> _body;
    private readonly CancellationToken _cancellation;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OperatorFailedException?[] _failures;
    private int _lowestFailed = int.MaxValue;
    private int _open;

    internal StageRun(EngineThreads threads, string stage, Rdd rdd, int maxFailures, Action<int, TaskScope> body, CancellationToken cancellation)
    {
        _threads = threads;
        _stage = stage;
        _rdd = rdd;
        _maxFailures = maxFailures;
        _body = body;
        _cancellation = cancellation;
        _failures = new OperatorFailedException?[rdd.PartitionCount];
    }

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
            var task = new TaskScope(_stage, partition, attempt, _cancellation);
            Fail(partition, OperatorFailedException.InTask(task, _rdd.Time, error));
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
                RunBody(partition, task);
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

    private void RunBody(int partition, TaskScope task)
    {
        // What the task read is given back before anybody hears that it has ended.
        using (task)
        {
            _body(partition, task);
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

    private void End()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            _done.SetResult();
        }
    }
}
