namespace OrleansStream.Core.Tests.Receivers;

/// <summary>A receiver that notes its callbacks and does what a test tells it to.</summary>
internal sealed class ScriptedReceiver(ReceiverLog log) : Receiver<int>
{
    internal Action? OnStartDo { get; set; }

    internal Action? OnStopDo { get; set; }

    internal Func<CancellationToken, Task>? Loop { get; set; }

    internal void RunLoop(Func<CancellationToken, Task> loop) => Run(loop);

    protected override void OnStart()
    {
        log.Add("OnStart");
        OnStartDo?.Invoke();
        if (Loop is { } loop)
        {
            Run(loop);
        }
    }

    protected override void OnStop()
    {
        log.Add("OnStop");
        OnStopDo?.Invoke();
    }
}
