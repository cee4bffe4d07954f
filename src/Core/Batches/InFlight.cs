namespace OrleansStream.Batches;

/// <summary>Counts what is under way and tells when nothing is.</summary>
internal sealed class InFlight
{
    private readonly Lock _lock = new();
    private TaskCompletionSource? _idle;
    private int _count;
    private bool _isOver;

    internal void Begin()
    {
        lock (_lock)
        {
            _count++;
        }
    }

    internal void End()
    {
        lock (_lock)
        {
            if (--_count == 0)
            {
                Rest();
            }
        }
    }

    /// <summary>Nothing counts any more.</summary>
    internal void Over()
    {
        lock (_lock)
        {
            _isOver = true;
            Rest();
        }
    }

    /// <summary>Ends when nothing is under way.</summary>
    internal Task WhenIdleAsync()
    {
        lock (_lock)
        {
            if (_count == 0 || _isOver)
            {
                return Task.CompletedTask;
            }

            _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _idle.Task;
        }
    }

    private void Rest()
    {
        _idle?.TrySetResult();
        _idle = null;
    }
}
