namespace OrleansStream.Receivers;

/// <summary>One run of a receiver, from a start to the stop that follows: the loops it has and the token that ends them.</summary>
internal sealed class ReceiverRun : IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _loops = [];

    internal ReceiverRun() => Stopping = _stopping.Token;

    internal CancellationToken Stopping { get; }

    internal void Add(Task loop)
    {
        lock (_loops)
        {
            _loops.RemoveAll(other => other.IsCompleted);
            _loops.Add(loop);
        }
    }

    internal Task CancelAsync() => _stopping.CancelAsync();

    /// <summary>Frees the token's source; only when every loop has ended.</summary>
    public void Dispose() => _stopping.Dispose();

    /// <summary>Ends when every loop has; a loop may have started others meanwhile.</summary>
    internal async Task WhenLoopsEndedAsync()
    {
        while (true)
        {
            Task[] open;
            lock (_loops)
            {
                open = [.. _loops.Where(loop => !loop.IsCompleted)];
            }

            if (open.Length == 0)
            {
                return;
            }

            await Task.WhenAll(open).ConfigureAwait(false);
        }
    }
}
