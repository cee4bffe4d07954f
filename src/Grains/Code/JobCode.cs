using OrleansStream.Execution;
using OrleansStream.Streams;

namespace OrleansStream.Grains;

/// <summary>A share of the code of a run in this process.</summary>
/// <param name="loaded">The code.</param>
/// <param name="giveBack">Ends the share.</param>
internal sealed class JobCode(LoadedJob loaded, Func<ValueTask> giveBack) : IAsyncDisposable
{
    private bool _isGivenBack;

    /// <inheritdoc cref="LoadedJob.DefineAsync"/>
    internal Task<StreamingContext> DefineAsync(
        JobRole role, Func<StreamingContext, IStageDispatcher>? dispatcher = null, IReceivingGrain? receiving = null) =>
        loaded.DefineAsync(role, dispatcher, receiving);

    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _isGivenBack, true) ? ValueTask.CompletedTask : giveBack();
}
