namespace OrleansStream.Execution;

/// <summary>A task on a partition host, run once.</summary>
/// <param name="run">Runs it.</param>
internal sealed class HostedTask(Func<Task<TaskProgress>> run)
{
    private readonly Lock _lock = new();
    private Task<TaskProgress>? _progress;

    /// <summary>Whether it has ended with a failure.</summary>
    internal bool HasFailed { get; private set; }

    /// <summary>Its end.</summary>
    internal Task<TaskProgress> RunAsync()
    {
        lock (_lock)
        {
            return _progress ??= Task.Run(RunOnceAsync);
        }
    }

    private async Task<TaskProgress> RunOnceAsync()
    {
        TaskProgress progress = await run().ConfigureAwait(false);
        HasFailed = progress.Failure is not null;
        return progress;
    }
}
