using System.Runtime.ExceptionServices;
using System.Threading.Channels;

namespace OrleansStream.Execution;

/// <summary>The asynchronous calls of one task: records come in on an engine thread, calls are made and awaited off it.</summary>
/// <remarks>Calls begin while records still come. Records that wait for their call are kept, since the engine's thread must not wait.</remarks>
internal sealed class AsyncCalls<TIn, TOut>(
    Func<TIn, CancellationToken, Task<TOut>> function, AsyncMapSettings settings, TimeProvider time, TaskScope task, TaskReport report) : IDisposable
{
    private readonly Channel<(int Place, TIn Record)> _records =
        Channel.CreateUnbounded<(int Place, TIn Record)>(new UnboundedChannelOptions { SingleWriter = true });

    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(task.Cancellation);
    private readonly List<Task> _workers = [];
    private readonly List<TOut> _results = [];
    private readonly Lock _gate = new();
    private ExceptionDispatchInfo? _failure;
    private int _added;

    /// <summary>Takes a record; on the task's engine thread.</summary>
    internal void Add(TIn record)
    {
        _records.Writer.TryWrite((_added++, record));
        if (_workers.Count < settings.MaxConcurrency)
        {
            using (TaskReport.Flow(report))
            {
                _workers.Add(Task.Run(WorkAsync));
            }
        }
    }

    /// <summary>Waits for all calls; to be called once, after the last record.</summary>
    /// <returns>The results.</returns>
    internal async Task<List<TOut>> CompleteAsync()
    {
        _records.Writer.Complete();
        await Task.WhenAll(_workers).ConfigureAwait(false);
        _failure?.Throw();
        task.Cancellation.ThrowIfCancellationRequested();
        return _results;
    }

    /// <summary>Gives the calls up and waits until none is made any more.</summary>
    internal async Task AbandonAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_workers).ConfigureAwait(false);
    }

    public void Dispose() => _stop.Dispose();

    private async Task WorkAsync()
    {
        try
        {
            await foreach ((int place, TIn record) in _records.Reader.ReadAllAsync(_stop.Token).ConfigureAwait(false))
            {
                Keep(place, await CallAsync(record).ConfigureAwait(false));
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

    private async Task<TOut> CallAsync(TIn record)
    {
        if (settings.Timeout is not { } timeout)
        {
            return await Call(record, _stop.Token).WaitAsync(_stop.Token).ConfigureAwait(false);
        }

        using var limit = new CancellationTokenSource(timeout, time);
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
        function(record, cancellation) ?? throw new InvalidOperationException("The function returned null in place of a task.");

    private void Keep(int place, TOut result)
    {
        lock (_gate)
        {
            if (!settings.Ordered)
            {
                _results.Add(result);
                return;
            }

            while (_results.Count <= place)
            {
                _results.Add(default!);
            }

            _results[place] = result;
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
