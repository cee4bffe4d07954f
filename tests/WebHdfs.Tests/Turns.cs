namespace OrleansStream.WebHdfs.Tests;

/// <summary>Lets one of several writers go on at a time, from one request to the next, in an order and with fates that follow from a seed.</summary>
internal sealed class Turns(int seed, int writers)
{
    private readonly Random _random = new(seed);
    private readonly List<TaskCompletionSource<Fate>> _waiting = [];
    private readonly Lock _lock = new();
    private int _busy = writers;
    private TaskCompletionSource _allWait = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many requests were disturbed.</summary>
    internal int Disturbed { get; private set; }

    /// <summary>Waits for a writer's turn.</summary>
    internal Task<Fate> NextAsync()
    {
        var turn = new TaskCompletionSource<Fate>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiting.Add(turn);
            Rest();
        }

        return turn.Task;
    }

    /// <summary>Says that a writer sends nothing more.</summary>
    internal void End()
    {
        lock (_lock)
        {
            Rest();
        }
    }

    /// <summary>Gives turns until all writers have ended.</summary>
    internal async Task RunAsync()
    {
        for (; ; )
        {
            await _allWait.Task;
            lock (_lock)
            {
                if (_waiting.Count == 0)
                {
                    return;
                }

                _allWait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _busy = 1;
                int chosen = _random.Next(_waiting.Count);
                TaskCompletionSource<Fate> turn = _waiting[chosen];
                _waiting.RemoveAt(chosen);
                Fate fate = _random.Next(80) switch
                {
                    0 => Fate.DieBefore,
                    1 => Fate.DieAfter,
                    2 => Fate.LoseAnswer,
                    3 => Fate.LoseRequest,
                    _ => Fate.Pass,
                };
                Disturbed += fate == Fate.Pass ? 0 : 1;
                turn.SetResult(fate);
            }
        }
    }

    private void Rest()
    {
        if (--_busy == 0)
        {
            _allWait.TrySetResult();
        }
    }
}
