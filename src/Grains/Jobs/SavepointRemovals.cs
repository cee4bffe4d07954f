using OrleansStream.Checkpoints;
using OrleansStream.Grains.Persistence;

namespace OrleansStream.Grains;

/// <summary>Savepoints that are being removed. To be used in the turns of one grain.</summary>
/// <param name="storage">Where they are.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class SavepointRemovals(JobStorage storage, TimeProvider time)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Task<bool>> _removals = [];

    /// <summary>Has one removed, and waits for that for a while.</summary>
    /// <param name="place">Where it is.</param>
    /// <param name="stop">Gives up; whoever is asked next goes on.</param>
    /// <returns>Whether there was one; null if it is still being removed, here or by whoever is asked next.</returns>
    /// <exception cref="SavepointException">It cannot be removed.</exception>
    internal async Task<bool?> RunAsync(string place, CancellationToken stop)
    {
        if (!_removals.TryGetValue(place, out Task<bool>? removal))
        {
            _removals[place] = removal = RemoveAsync(place, stop);
        }

        await Task.WhenAny(removal, Task.Delay(LongestWait, time, stop));
        if (!removal.IsCompleted)
        {
            return null;
        }

        _removals.Remove(place);
        try
        {
            return await removal;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception error)
        {
            throw new SavepointException($"The savepoint '{place}' was not removed: {error.Message}");
        }
    }

    private async Task<bool> RemoveAsync(string place, CancellationToken stop) =>
        await CheckpointRemoval.RunAsync(storage.OfSavepoint(place), CheckpointKind.Savepoint, time, stop);
}
