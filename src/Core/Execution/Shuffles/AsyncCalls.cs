using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace OrleansStream.Execution;

/// <summary>The asynchronous calls of one task: records come in on an engine thread, calls are made and awaited off it.</summary>
/// <remarks>Calls begin while records still come. The engine's thread must not wait for them, so records that come faster than calls end are
/// gathered, on disk if there is no room for them in memory.</remarks>
internal sealed class AsyncCalls<TIn, TOut>(
    AsyncFunction<TIn, TOut> function, AsyncMapSettings settings, TaskScope task, TaskReport report, ExchangeBuckets<TOut> results, JobRuntime job)
    : IDisposable
{
    private readonly Channel<(int Place, TIn Record)> _records =
        Channel.CreateBounded<(int Place, TIn Record)>(new BoundedChannelOptions(Chunks.Records) { SingleWriter = true });


    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(task.Cancellation);
    private readonly List<Task> _workers = [];
    private readonly Dictionary<int, TOut> _early = [];
    private readonly Lock _gate = new();
    private ExceptionDispatchInfo? _failure;
    private StoredRecords<TIn>? _waiting;
    private int _added;
    private int _kept;

    /// <summary>Takes a record; on the task's engine thread.</summary>
    internal void Add(TIn record)
    {
        if (_waiting is not null || !_records.Writer.TryWrite((_added, record)))
        {
            _waiting ??= new StoredRecords<TIn>(job.Blocks, StorageLevel.MemoryAndDisk, detach: false);
            _waiting.Add(record);
        }
        else
        {
            _added++;
        }

        if (_workers.Count < settings.MaxConcurrency)
        {
            using (TaskReport.Flow(report))
            {
                _workers.Add(Task.Run(WorkAsync));
            }
        }
    }

    /// <summary>Waits for all calls; to be called once, after the last record.</summary>
    /// <returns>The results, or null for none.</returns>
    internal async Task<IShuffleBucket?> CompleteAsync()
    {
        await HandOutWaitingAsync().ConfigureAwait(false);
        _records.Writer.Complete();
        await Task.WhenAll(_workers).ConfigureAwait(false);
        _failure?.Throw();
        task.Cancellation.ThrowIfCancellationRequested();
        return results.Complete()[0];
    }

    /// <summary>Gives the calls up and waits until none is made any more.</summary>
    internal async Task AbandonAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_workers).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stop.Dispose();
        _waiting?.Dispose();
    }

    private async Task HandOutWaitingAsync()
    {
        if (_waiting is null)
        {
            return;
        }

        _waiting.Complete();
        try
        {
            foreach (TIn record in _waiting)
            {
                await _records.Writer.WriteAsync((_added++, record), _stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // A call failed, or the task is not wanted any more; either is reported where it happened.
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            await foreach ((int place, TIn record) in _records.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                Keep(place, await GuardAsync(record).ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Another call failed, or the task is not wanted any more; either is reported where it happened.
        }
        catch (Exception error)
        {
            Fail(error);
        }
    }

    private async Task<TOut> GuardAsync(TIn record)
    {
        try
        {
            return await CallAsync(record).ConfigureAwait(false);
        }
        catch (Exception error) when (function.Failed is not null && !_stop.IsCancellationRequested && GuardedOperator.IsOfTheRecord(error, task))
        {
            return function.Failed(record, error, task);
        }
    }

    private async Task<TOut> CallAsync(TIn record)
    {
        if (settings.Timeout is not { } timeout)
        {
            return await Call(record, _stop.Token).WaitAsync(_stop.Token).ConfigureAwait(false);
        }

        using var limit = new CancellationTokenSource(timeout, job.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, _stop.Token);
        try
        {
            return await Call(record, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException error) when (limit.IsCancellationRequested && !_stop.IsCancellationRequested)
        {
            throw new TimeoutException($"A call took longer than the limit of {timeout}.", error);
        }
    }

    private Task<TOut> Call(TIn record, CancellationToken cancellation) =>
        function.Call(record, cancellation) ?? throw new InvalidOperationException("The function returned null in place of a task.");

    private void Keep(int place, TOut result)
    {
        lock (_gate)
        {
            if (settings.Ordered && place != _kept)
            {
                _early.Add(place, result);
                return;
            }

            do
            {
                results.Pieces[0].Add(result);
                if (++_kept % Chunks.Records == 0)
                {
                    results.Look();
                }
            }
            while (_early.Remove(_kept, out result!));
        }
    }

    private void Fail(Exception error)
    {
        lock (_gate)
        {
            _failure ??= ExceptionDispatchInfo.Capture(error);
        }

        // The rest of the partition is not wanted, neither by calls nor from the source.
        task.Satisfied = true;
        _stop.Cancel();
    }
}
