namespace OrleansStream.Checkpoints;

/// <summary>Removes what a job that does not run any more has kept, or a savepoint.</summary>
/// <remarks>
/// A head stays that names nothing, of a later epoch: whoever had the job before finds it taken over when it wakes up, also when another job
/// has begun in the same place since. It is written first and names what is to be removed, so a removal that was cut off is ended by the next one, or
/// by a job that begins there.
/// </remarks>
internal static class CheckpointRemoval
{
    /// <summary>Removes everything that a head in a store reaches; does nothing where there is none.</summary>
    /// <param name="store">Where it is.</param>
    /// <param name="kind">What it must be the head of.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up; the same again ends it.</param>
    /// <returns>Whether there was anything to remove.</returns>
    /// <exception cref="CheckpointException">The head cannot be read, so it is not known what there is; or it is of the other kind.</exception>
    /// <exception cref="CheckpointUnavailableException">The store fails, or something cannot be removed now.</exception>
    internal static async Task<bool> RunAsync(ICheckpointStore store, CheckpointKind kind, TimeProvider time, CancellationToken cancellation)
    {
        var keeper = new HeadKeeper(store, kind: kind);
        if (await keeper.FindAsync(cancellation).ConfigureAwait(false) is null or { IsEmptied: true, KeptLeftovers: [] })
        {
            return false;
        }

        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        Head emptied = await keeper.ClaimAsync(found => Emptied(found!, now), cancellation).ConfigureAwait(false);
        if (!await new LeftoverSweeper(new CheckpointObjects(store), time, TimeSpan.Zero).SweepAsync(emptied, cancellation).ConfigureAwait(false))
        {
            throw new CheckpointUnavailableException($"Not everything could be removed from '{store}'. Nothing is left that a job could go on from; try again.");
        }

        await keeper.WriteAsync(emptied with { Leftovers = null }, cancellation).ConfigureAwait(false);
        return true;
    }

    private static Head Emptied(Head found, long now) => new(
        Epoch: found.Epoch,
        Zero: found.Zero,
        Committed: found.Zero,
        Open: [],
        Prepared: [],
        CodeVersion: "",
        found.KeyGroups,
        found.Partitions,
        found.Assignment,
        Interval: 0,
        Remembered: [],
        Accumulators: [],
        Leftovers:
        [
            .. found.KeptLeftovers,
            .. HeadObjects.Of(found).Select(one => new Leftover(LeftoverKind.Object, one.Name, now)),
            .. HeadObjects.LogsOf(found).Select(log => new Leftover(LeftoverKind.Log, log.Prefix, now, log.Known)),

            // Whoever was removing commits nothing.
            .. found.IsEmptied ? [] : new[] { LeftoverSweeper.OfNext(found, now) },
        ],
        Hosts: found.Hosts);
}
