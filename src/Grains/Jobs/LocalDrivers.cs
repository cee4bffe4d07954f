using System.Collections.Concurrent;

namespace OrleansStream.Grains;

/// <summary>The drivers that run on this silo. When it stops they finish their running batches first, while every partition can still be called;
/// the jobs go on from their checkpoints elsewhere.</summary>
internal sealed class LocalDrivers(OrleansStreamOptions options, TimeProvider time) : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly ConcurrentDictionary<StreamingContext, bool> _running = new();
    private volatile bool _areDraining;

    /// <summary>Whether the silo stops, so that no driver is to start here.</summary>
    internal bool AreDraining => _areDraining;

    internal void Add(StreamingContext driver) => _running.TryAdd(driver, true);

    internal void Remove(StreamingContext driver) => _running.TryRemove(driver, out _);

    /// <summary>Is cancelled when what is to finish has had the time for it.</summary>
    internal CancellationTokenSource DrainDeadline() => new(options.DrainTimeout, time);

    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(LocalDrivers), ServiceLifecycleStage.Active, static _ => Task.CompletedTask, DrainAsync);

    private async Task DrainAsync(CancellationToken cancellation)
    {
        _areDraining = true;
        using CancellationTokenSource timeout = DrainDeadline();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        await Task.WhenAll(_running.Keys.Select(driver => driver.StopAsync(graceful: true, deadline.Token)));
    }
}
