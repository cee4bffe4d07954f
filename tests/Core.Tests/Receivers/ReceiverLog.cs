namespace OrleansStream.Core.Tests.Receivers;

/// <summary>What happened to a receiver: its own callbacks and what listeners were told.</summary>
internal sealed class ReceiverLog : StreamingListener
{
    private readonly List<string> _all = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ReceiverInfo? LastInfo { get; private set; }

    public override void OnReceiverStarted(ReceiverInfo receiver) => Add("started", receiver);

    public override void OnReceiverError(ReceiverInfo receiver) => Add("error", receiver);

    public override void OnReceiverStopped(ReceiverInfo receiver) => Add("stopped", receiver);

    internal void Add(string what)
    {
        lock (_all)
        {
            Add(what, LastInfo);
        }
    }

    internal int IndexOf(string what)
    {
        lock (_all)
        {
            return _all.IndexOf(what);
        }
    }

    internal Task ContainsAsync(string what) => UntilAsync(() => _all.Contains(what));

    /// <summary>Waits until exactly these have happened; events reach listeners on a loop of their own, so they are compared apart from callbacks.</summary>
    internal async Task ExpectAsync(params string[] expected)
    {
        await UntilAsync(() => _all.Count >= expected.Length);
        lock (_all)
        {
            Assert.Equal(expected.Where(IsEvent), _all.Where(IsEvent));
            Assert.Equal(expected.Where(what => !IsEvent(what)), _all.Where(what => !IsEvent(what)));
        }
    }

    private static bool IsEvent(string what) => what is "started" or "error" or "stopped";

    private async Task UntilAsync(Func<bool> holds)
    {
        while (true)
        {
            Task changed;
            lock (_all)
            {
                if (holds())
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.Within();
        }
    }

    private void Add(string what, ReceiverInfo? info)
    {
        lock (_all)
        {
            _all.Add(what);
            LastInfo = info;
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
