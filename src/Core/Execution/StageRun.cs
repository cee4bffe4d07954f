namespace OrleansStream.Execution;

/// <summary>One run of tasks of a stage on engine threads, with retries.</summary>
internal sealed class StageRun
{
    private readonly EngineThreads _threads;
    private readonly string _stage;
    private readonly Rdd _rdd;
    private readonly IReadOnlyList<int> _partitions;
    private readonly int _maxFailures;
    private readonly Action<int, TaskScope> _body;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _outer;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly OperatorFailedException?[] _failures;
    private int _open;

    internal StageRun(
        EngineThreads threads,
        string stage,
        Rdd rdd,
        IReadOnlyList<int> partitions,
        int maxFailures,
        Action<int, TaskScope> body,
        CancellationToken cancellation)
    {
        _threads = threads;
        _stage = stage;
        _rdd = rdd;
        _partitions = partitions;
        _maxFailures = maxFailures;
        _body = body;
        _outer = cancellation;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _failures = new OperatorFailedException?[rdd.PartitionCount];
        _open = partitions.Count;
    }

    /// <summary>Runs every task; ends when all have ended, so that nothing of a failed stage still runs.</summary>
    internal async Task RunAsync()
    {
        using (_stop)
        {
            foreach (int partition in _partitions)
            {
                Post(partition, attempt: 1);
            }

            await _done.Task.ConfigureAwait(false);
        }

        // The lowest partition's failure is reported, so that the same fault gives the same message every time.
        if (Array.Find(_failures, failure => failure is not null) is { } failure)
        {
            throw failure;
        }

        _outer.ThrowIfCancellationRequested();
    }

    private void Post(int partition, int attempt) => _threads.Post(() => RunTask(partition, attempt));

    private void RunTask(int partition, int attempt)
    {
        var task = new TaskScope(_stage, partition, attempt, _stop.Token);
        try
        {
            _stop.Token.ThrowIfCancellationRequested();
            _body(partition, task);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Another task failed for good, or the caller gave up: either is reported by RunAsync.
        }
        catch (Exception error)
        {
            if (attempt < _maxFailures && !_stop.IsCancellationRequested)
            {
                Post(partition, attempt + 1);
                return;
            }

            _failures[partition] = OperatorFailedException.InTask(task, _rdd.Time, error);
            _stop.Cancel();
        }

        if (Interlocked.Decrement(ref _open) == 0)
        {
            _done.SetResult();
        }
    }
}
