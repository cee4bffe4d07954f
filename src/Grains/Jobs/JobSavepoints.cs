using OrleansStream.Checkpoints;
using OrleansStream.Grains.Persistence;

namespace OrleansStream.Grains;

/// <summary>Savepoints of one job that are being written on this silo. To be used in the turns of one grain.</summary>
/// <param name="storage">Where they are.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class JobSavepoints(JobStorage storage, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<Guid, Task<BatchTime>> _written = [];

    /// <summary>Has a savepoint written, and waits for that for a while.</summary>
    /// <param name="job">The job's name.</param>
    /// <param name="order">What is asked for.</param>
    /// <param name="running">The job, if it runs here.</param>
    internal async Task<SavepointProgress> WriteAsync(string job, SavepointOrder order, StreamingContext? running)
    {
        if (!_written.TryGetValue(order.Id, out Task<BatchTime>? writing))
        {
            if (running is null && order.IsRunning)
            {
                return new SavepointProgress(null, null, IsHere: false);
            }

            foreach (Guid ended in _written.Where(one => one.Value.IsCompleted).Select(one => one.Key).ToArray())
            {
                // Nobody has asked for a while how it has ended. Asked again, it is found written or is written again.
                _written.Remove(ended);
            }

            writing = _written[order.Id] = WriteAsync(job, order, running, _stop.Token);
        }

        await Task.WhenAny(writing, Task.Delay(LongestWait, time, _stop.Token));
        if (!writing.IsCompleted)
        {
            return new SavepointProgress(null, null);
        }

        _written.Remove(order.Id);
        try
        {
            return new SavepointProgress((await writing).Milliseconds, null);
        }
        catch (Exception error) when (error is JobFencedException or OperationCanceledException)
        {
            // Another coordinator is to be asked.
            return new SavepointProgress(null, null, IsHere: false);
        }
        catch (Exception error)
        {
            return new SavepointProgress(null, error.Message);
        }
    }

    /// <summary>Gives up what is being written.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task<BatchTime> WriteAsync(string job, SavepointOrder order, StreamingContext? running, CancellationToken cancellation)
    {
        ICheckpointStore place = storage.OfSavepoint(order.Place);
        if (running is not null)
        {
            return await running.SavepointAsync(place, order.Id, cancellation);
        }

        ICheckpointStore checkpoint = storage.Of(job);
        return await Savepoint.WriteAsync(new CheckpointObjects(checkpoint), epoch: null, checkpoint, place, order.Id, cancellation);
    }
}
