namespace OrleansStream.Testing;

/// <summary>A call of a store that waits until the test lets it go.</summary>
public sealed class StoreHold
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal StoreHold()
    {
    }

    /// <summary>Ends when the call has been made.</summary>
    public Task Reached => _reached.Task;

    /// <summary>Lets the call go on; may be called before it is made.</summary>
    public void Release() => _released.TrySetResult();

    internal Task WaitAsync(CancellationToken cancellation)
    {
        _reached.TrySetResult();
        return _released.Task.WaitAsync(cancellation);
    }
}
