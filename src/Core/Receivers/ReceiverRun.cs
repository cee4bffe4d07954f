using System.Diagnostics.CodeAnalysis;

namespace OrleansStream.Receivers;

/// <summary>One run of a receiver, from a start to the stop that follows: the loops it has and the token that ends them.</summary>
[SuppressMessage("Design", "CA1001", Justification = "A token source without a timer holds nothing to free, and loops left behind may still use its token.")]
internal sealed class ReceiverRun
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _loops = [];

    internal CancellationToken Stopping => _stopping.Token;

    internal void Add(Task loop)
    {
        lock (_loops)
        {
            _loops.RemoveAll(other => other.IsCompleted);
            _loops.Add(loop);
        }
    }

    internal Task CancelAsync() => _stopping.CancelAsync();

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
