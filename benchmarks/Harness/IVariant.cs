namespace OrleansStream.Benchmarks;

/// <summary>One way of doing a workload, made for one input and one number of threads.</summary>
internal interface IVariant : IAsyncDisposable
{
    /// <summary>Does the whole workload once. This and nothing else is timed.</summary>
    ValueTask RunAsync();

    /// <summary>What the last run found. Not timed; the variant may drop the run's results afterwards.</summary>
    Answer TakeAnswer();

    /// <summary>Waits for what the last run has left to others to do beside it, so that they do not disturb the runs of other variants. Not timed.</summary>
    ValueTask SettleAsync() => ValueTask.CompletedTask;

    /// <summary>Runs the code that the variant shares with other programs (generic loops, virtual calls, delegates) over other lambdas and
    /// types, as a process does that holds more than one job; run before any measurement under --polluted.</summary>
    /// <remarks>A hand-written loop shares nothing, hence the default.</remarks>
    ValueTask PolluteAsync() => ValueTask.CompletedTask;

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}
