using OrleansStream.Checkpoints;

namespace OrleansStream.Stateful;

/// <summary>Reads what the head of a job has, in a process that hosts partitions.</summary>
/// <remarks>Safe for several threads.</remarks>
internal sealed class HeadReader(ICheckpointStore store)
{
    private readonly CheckpointObjects _objects = new(store);
    private volatile Head? _last;

    /// <summary>The head of a coordinator's life.</summary>
    /// <param name="epoch">The life.</param>
    /// <param name="atLeast">A batch that the head is known to have committed; a head with it that was read before will do.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="JobFencedException">Another coordinator has taken the job over.</exception>
    /// <exception cref="InvalidOperationException">The store has an older head, and cannot be the coordinator's.</exception>
    internal async ValueTask<Head> ReadAsync(long epoch, BatchTime atLeast, CancellationToken cancellation)
    {
        if (_last is { } last && last.Epoch == epoch && last.Committed >= atLeast)
        {
            return last;
        }

        return await ReadNewestAsync(epoch, cancellation).ConfigureAwait(false);
    }

    /// <summary>The head of a coordinator's life as it is now.</summary>
    /// <inheritdoc cref="ReadAsync" path="/exception"/>
    internal async Task<Head> ReadNewestAsync(long epoch, CancellationToken cancellation)
    {
        StoredHead? stored = await _objects.FindHeadAsync(cancellation).ConfigureAwait(false);
        Head? head = stored is null ? null : HeadFormat.Decode(stored, store);
        if (head?.Epoch > epoch)
        {
            throw new JobFencedException($"The order is from epoch {epoch}; epoch {head.Epoch} has taken the job over.");
        }

        if (head is null || head.Epoch < epoch)
        {
            throw new InvalidOperationException(
                $"The order is from epoch {epoch}, and '{store}' has the head of epoch {head?.Epoch ?? 0}: the coordinator and the hosts of a job must use the same store.");
        }

        return _last = head;
    }
}
