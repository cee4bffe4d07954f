namespace OrleansStream.WebHdfs.Tests;

/// <summary>The network of a process that is suspended before its first request of a kind.</summary>
internal sealed class SleepingWriter
{
    private readonly TaskCompletionSource _asleep = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Fate> _awake = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Fate _fate;

    /// <param name="operation">What the request asks for.</param>
    /// <param name="fate">What becomes of it.</param>
    internal SleepingWriter(string operation, Fate fate = Fate.Pass)
    {
        _fate = fate;
        Network = new FateHandler(request => request.RequestUri!.Query.Contains(operation, StringComparison.Ordinal) && _asleep.TrySetResult() ? _awake.Task : Task.FromResult(Fate.Pass));
    }

    internal FateHandler Network { get; }

    /// <summary>Ends when the process is suspended.</summary>
    internal Task Asleep => _asleep.Task;

    internal void Wake() => _awake.SetResult(_fate);
}
