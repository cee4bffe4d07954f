using System.Runtime.ExceptionServices;

namespace OrleansStream.Checkpoints;

/// <summary>Claims an epoch of a job's head and writes it from then on; the only code that swaps heads.</summary>
/// <param name="store">Where the head is.</param>
/// <param name="origin">What a job continues whose store has no head yet, or an emptied one; null if it begins anew.</param>
/// <param name="kind">What it is the head of.</param>
internal sealed class HeadKeeper(ICheckpointStore store, Head? origin = null, CheckpointKind kind = CheckpointKind.Head)
{
    private const int MaxAttempts = 3;

    private string? _version;

    private Head? _newest;

    /// <summary>The epoch that this keeper holds, 0 before <see cref="ClaimAsync"/>.</summary>
    internal long Epoch => _newest?.Epoch ?? 0;

    /// <summary>The head that was written last, or claimed.</summary>
    internal Head Newest => _newest ?? throw new InvalidOperationException("No epoch has been claimed.");

    /// <summary>Reads the head that there is now, or gives null if there is none. Claims nothing.</summary>
    /// <exception cref="CheckpointException">It cannot be used.</exception>
    internal async Task<Head?> FindAsync(CancellationToken cancellation)
    {
        Head? head = null;
        while (head is null && await store.ReadHeadAsync(cancellation).ConfigureAwait(false) is { } stored)
        {
            head = await ReadAsync(stored, cancellation).ConfigureAwait(false);
        }

        return head;
    }

    /// <summary>Takes the job over: writes a head of the next epoch that continues the stored one.</summary>
    /// <param name="next">What to continue with from the stored head or the origin, or from null if there is neither; may refuse by throwing.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The head as claimed.</returns>
    /// <exception cref="CheckpointException">The stored head cannot be used.</exception>
    internal async Task<Head> ClaimAsync(Func<Head?, Head> next, CancellationToken cancellation)
    {
        while (true)
        {
            StoredHead? stored = await store.ReadHeadAsync(cancellation).ConfigureAwait(false);
            Head? found = stored is null ? origin : await ReadAsync(stored, cancellation).ConfigureAwait(false);
            if (stored is not null && found is null)
            {
                continue;
            }

            if (found is { IsEmptied: true } emptied && origin is not null)
            {
                found = origin with { Epoch = Math.Max(origin.Epoch, emptied.Epoch), Leftovers = emptied.Leftovers };
            }

            Head head = next(found) with { Epoch = (found?.Epoch ?? 0) + 1, Owner = Guid.NewGuid() };
            _version = stored?.Version;
            if (await TrySwapAsync(head, cancellation).ConfigureAwait(false))
            {
                return _newest = head;
            }
        }
    }

    /// <summary>Writes the head.</summary>
    /// <exception cref="JobFencedException">A later epoch has taken the job over.</exception>
    /// <exception cref="CheckpointUnavailableException">The store fails. Whether the head is written is not known: only another epoch may go on.</exception>
    internal async Task WriteAsync(Head head, CancellationToken cancellation)
    {
        bool isWritten;
        try
        {
            isWritten = await TrySwapAsync(head, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            throw new CheckpointUnavailableException($"The head of epoch {Epoch} could not be written to '{store}': {error.Message}", error);
        }

        if (!isWritten)
        {
            throw new JobFencedException(
                $"Another coordinator has taken this job over, so epoch {Epoch} may not write any more. Nothing it has prepared since counts.");
        }

        _newest = head;
    }

    /// <summary>Reads a head; null if there is another one now.</summary>
    private async Task<Head?> ReadAsync(StoredHead stored, CancellationToken cancellation)
    {
        try
        {
            return await HeadObjects.CompleteAsync(HeadFormat.Decode(stored, store, kind), new CheckpointObjects(store), cancellation).ConfigureAwait(false);
        }
        catch (CheckpointDamagedException)
        {
            // A coordinator that is still at work may have replaced the head meanwhile, and removed what this one needs.
            StoredHead? now = await store.ReadHeadAsync(cancellation).ConfigureAwait(false);
            if (now is null || now.Version == stored.Version)
            {
                throw;
            }

            return null;
        }
    }

    private async Task<bool> TrySwapAsync(Head head, CancellationToken cancellation)
    {
        byte[] content = HeadFormat.Encode(head, kind);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await TrySwapOnceAsync(content, cancellation).ConfigureAwait(false);
            }
            catch (Exception) when (attempt < MaxAttempts && !cancellation.IsCancellationRequested)
            {
                // Whether the swap took effect is settled by the next attempt.
            }
        }
    }

    private async Task<bool> TrySwapOnceAsync(byte[] content, CancellationToken cancellation)
    {
        Exception? failure = null;
        try
        {
            if (await store.CompareAndSwapHeadAsync(_version, content, cancellation).ConfigureAwait(false) is { } version)
            {
                _version = version;
                return true;
            }
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            failure = error;
        }

        // This swap, or an earlier attempt at it, may have taken effect before its call failed: what is stored now decides.
        StoredHead? stored = await store.ReadHeadAsync(cancellation).ConfigureAwait(false);
        if (stored is not null && stored.Content.Span.SequenceEqual(content))
        {
            _version = stored.Version;
            return true;
        }

        if (failure is not null && stored?.Version == _version)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return false;
    }
}
