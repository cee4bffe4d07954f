using OrleansStream.Receivers;

namespace OrleansStream.Checkpoints;

/// <summary>Keeps account in the head of what nothing needs any more, and removes it once that has been so for a while: whoever has just read an earlier
/// head finds what it names.</summary>
/// <remarks>One commit at a time.</remarks>
/// <param name="objects">Where it is.</param>
/// <param name="time">The clock.</param>
/// <param name="grace">How long it stays.</param>
internal sealed class LeftoverSweeper(CheckpointObjects objects, TimeProvider time, TimeSpan grace)
{
    private readonly HashSet<Leftover> _gone = [];
    private readonly Dictionary<Leftover, int> _failures = [];

    /// <summary>What is left over once a head takes the place of another.</summary>
    /// <param name="before">The head there is.</param>
    /// <param name="next">The head to come.</param>
    /// <param name="written">The objects that were written for it.</param>
    internal IReadOnlyList<Leftover> Next(Head before, Head next, IEnumerable<string> written)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        IEnumerable<string> unlinked = HeadObjects.Of(before).Select(one => one.Name).Concat(written).Except(HeadObjects.Of(next).Select(one => one.Name));
        return
        [
            .. before.KeptLeftovers.Where(one => !_gone.Remove(one)),
            .. unlinked.Select(name => new Leftover(LeftoverKind.Object, name, now)),
            .. HeadObjects.LogsOf(before).ExceptBy(HeadObjects.LogsOf(next).Select(log => log.Prefix), log => log.Prefix)
                .Select(log => new Leftover(LeftoverKind.Log, log.Prefix, now, log.Known)),
        ];
    }

    /// <summary>What is left over once a commit is given up that a head was about to be written for.</summary>
    internal IReadOnlyList<Leftover> Abandoned(Head written) => [.. written.KeptLeftovers, OfNext(written, time.GetUtcNow().ToUnixTimeMilliseconds())];

    /// <summary>The commit after a head, of which nobody knows how far it has come.</summary>
    /// <param name="head">The head.</param>
    /// <param name="now">The time, in Unix milliseconds.</param>
    internal static Leftover OfNext(Head head, long now) => new(LeftoverKind.Commit, CommitObjects.IdOf(head.Epoch, head.Commit + 1), now, head.Hosts);

    /// <summary>Removes what has been left over for long enough. What cannot be removed now is tried again the next time.</summary>
    /// <param name="written">The head there is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Whether all of that is gone.</returns>
    internal async Task<bool> SweepAsync(Head written, CancellationToken cancellation)
    {
        long due = (time.GetUtcNow() - grace).ToUnixTimeMilliseconds();

        // One that fails again and again must not keep the others from their turn.
        foreach (Leftover one in written.KeptLeftovers.Where(one => one.Since <= due && !_gone.Contains(one)).OrderBy(one => _failures.GetValueOrDefault(one)).ToArray())
        {
            if (!await TryRemoveAsync(one, written, cancellation).ConfigureAwait(false))
            {
                _failures[one] = _failures.GetValueOrDefault(one) + 1;
                return false;
            }

            _failures.Remove(one);
            _gone.Add(one);
        }

        return true;
    }

    private async Task<bool> TryRemoveAsync(Leftover one, Head written, CancellationToken cancellation)
    {
        switch (one.Kind)
        {
            case LeftoverKind.Object:
                return await objects.TryDeleteAsync(one.Name, cancellation).ConfigureAwait(false);
            case LeftoverKind.Commit:
                bool isGone = await TryRemoveAsync(new CommitObjects(objects, one.Name), written, cancellation).ConfigureAwait(false);
                for (int host = 0; host < one.Group; host++)
                {
                    isGone &= await TryRemoveAsync(CommitObjects.OfHost(objects, one.Name, host), written, cancellation).ConfigureAwait(false);
                }

                return isGone;
            case LeftoverKind.Log:
                return await new LogObjects(objects, one.Name).TryDeleteAllAsync(one.Group, cancellation).ConfigureAwait(false);
            default:
                throw new ArgumentOutOfRangeException(nameof(one), one.Kind, "Not a kind of leftovers.");
        }
    }

    private async Task<bool> TryRemoveAsync(CommitObjects commit, Head written, CancellationToken cancellation)
    {
        // The last one first: what is found by counting up must stay without gaps until it is gone.
        IReadOnlyList<string> found = await commit.FindAsync(cancellation).ConfigureAwait(false);
        IEnumerable<string> unneeded = found.Except(HeadObjects.Of(written).Select(needed => needed.Name)).Reverse();
        return await objects.TryDeleteAsync(unneeded, cancellation).ConfigureAwait(false);
    }
}
