using OrleansStream.Checkpoints;

namespace OrleansStream.Receivers;

/// <summary>The write-ahead log of one receiver: groups of blocks, numbered from 0, each an object of the checkpoint.</summary>
/// <remarks>
/// <para>
/// Names follow from numbers, so the log is read without listing, up to the first group that is not there. A group is written after the one
/// before it is known to be there, by whoever creates its object first. A coordinator that takes the job over writes a group of its own at the
/// end: whoever was still writing finds its place taken, so nothing is acknowledged that the new coordinator has not read. The last group of a
/// log is never removed, so whoever finds the group before its own gone has been away for so long that the log has gone on without it.
/// </para>
/// <para>A log outlives coordinators; it is called after the epoch that began it.</para>
/// </remarks>
/// <param name="objects">Where it is.</param>
/// <param name="source">The operator name of the receiver's stream.</param>
/// <param name="began">The epoch that began it.</param>
/// <param name="life">The life of the receiver that uses it now.</param>
internal sealed class ReceiverLog(CheckpointObjects objects, string source, long began, ReceiverLife life)
{
    private const string Remedy = "Restore the checkpoint from a copy that was taken as a whole; or, to go on without what was received and not processed, "
        + "give the receiver's stream another name with Named.";

    private readonly LogObjects _groups = new(objects, LogObjects.PrefixOf(source, began));
    private readonly Lock _lock = new();
    private long _kept;
    private long _needed;
    private bool _isTrimming;

    /// <summary>Ends when nothing is being removed any more.</summary>
    internal Task Trimming { get; private set; } = Task.CompletedTask;

    /// <summary>The logs that seals of a source name: the epoch that began each, the oldest group that they need and the group that they know to be
    /// there.</summary>
    /// <param name="seals">What batches hold of it; seals of other sources name no log.</param>
    internal static IEnumerable<(long Began, long From, long Known)> NamedBy(IEnumerable<SourceSeal> seals) =>
        seals.Select(seal => BlockRange.TryDecode(seal.Content.Span))
            .OfType<BlockRange>()
            .Where(range => range.IsLogged)
            .GroupBy(range => range.Incarnation)
            .Select(log => (log.Key, log.Min(range => range.Group), log.Max(range => range.EndGroup)));

    /// <summary>Reads a group, or null if it is not there.</summary>
    internal async Task<LogGroup?> FindAsync(long group, CancellationToken cancellation) =>
        await _groups.FindAsync(group, cancellation).ConfigureAwait(false) is { } framed ? Decode(group, framed) : null;

    /// <summary>Writes a group where none is.</summary>
    /// <returns>Null if it is there now; else the group that is there, which this coordinator has written before without learning that it had, or
    /// one of a coordinator before it that was still at work.</returns>
    /// <exception cref="JobFencedException">A later coordinator has taken the log over.</exception>
    /// <exception cref="Exception">The store has failed again and again; whether the group is there is not known.</exception>
    internal async Task<LogGroup?> TryWriteAsync(long group, LogGroup content, CancellationToken cancellation)
    {
        if (await objects.TryCreateAsync(_groups.NameOf(group), content.Encode(), cancellation).ConfigureAwait(false) is { } framed)
        {
            LogGroup found = Decode(group, framed);
            return found.Life.CompareTo(life) <= 0 ? found : throw Fenced();
        }

        // Whoever has taken the log over may have been here long ago, and have removed even what took this place. The group before it went first.
        if (group > 0 && await _groups.FindAsync(group - 1, cancellation).ConfigureAwait(false) is null)
        {
            await _groups.TryDeleteAsync(group, cancellation).ConfigureAwait(false);
            throw Fenced();
        }

        return null;

        JobFencedException Fenced() => new(
            $"Another coordinator has taken this job over, or has started the receiver elsewhere, so life {life} of it may not store what {source} receives any more.");
    }

    /// <summary>Reads the log from a group to its end, and makes it this coordinator's.</summary>
    /// <param name="from">The group to begin with.</param>
    /// <param name="known">A group, not before that, which must be there; 0 if there may be none.</param>
    /// <param name="take">Given each group with its number.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The last group there is now, and the number of the next block.</returns>
    /// <exception cref="CheckpointDamagedException">A group is missing or damaged.</exception>
    internal async Task<(long Group, long Next)> TakeOverAsync(
        long from, long known, Action<long, LogGroup> take, CancellationToken cancellation)
    {
        long next = 0;
        byte[]? reached = null;
        for (long group = from; ; group++)
        {
            LogGroup? found = await FindAsync(group, cancellation).ConfigureAwait(false);
            if (found is null)
            {
                if (group <= known && known > 0)
                {
                    throw Damaged($"'{_groups.NameOf(group)}' is gone, and it is still needed");
                }

                if (await FindAsync(group + 1, cancellation).ConfigureAwait(false) is not null)
                {
                    throw Damaged($"'{_groups.NameOf(group)}' is gone, and there are later ones");
                }

                var mine = new LogGroup(source, life.Epoch, next, ReadOnlyMemory<byte>.Empty, [], life.Number, reached);
                found = await TryWriteAsync(group, mine, cancellation).ConfigureAwait(false);
                if (found is null)
                {
                    return (group, next);
                }
            }

            take(group, found);
            next = found.First + found.Blocks.Count;
            reached = found.Reached ?? reached;
        }
    }

    /// <summary>Reads the blocks that a batch holds, each with the encoded shape of its records.</summary>
    /// <exception cref="CheckpointDamagedException">A group is missing or damaged.</exception>
    internal async Task<(LoggedBlock Block, ReadOnlyMemory<byte> Shape)[]> ReadAsync(BlockRange range, CancellationToken cancellation)
    {
        var blocks = new List<(LoggedBlock, ReadOnlyMemory<byte>)>(range.Count);
        for (long group = range.Group; blocks.Count < range.Count; group++)
        {
            LogGroup found = await FindAsync(group, cancellation).ConfigureAwait(false)
                ?? throw Damaged($"'{_groups.NameOf(group)}' is gone, and it is still needed");
            for (int i = 0; i < found.Blocks.Count; i++)
            {
                if (found.First + i >= range.First && found.First + i < range.End)
                {
                    blocks.Add((found.Blocks[i], found.Shape));
                }
            }
        }

        return [.. blocks];
    }

    /// <summary>Finds the oldest group that is there, which an earlier life may have had no time to remove.</summary>
    /// <param name="needed">The oldest group that is needed.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task FindRestAsync(long needed, CancellationToken cancellation)
    {
        long kept = await _groups.OldestBeforeAsync(needed, cancellation).ConfigureAwait(false);
        lock (_lock)
        {
            _kept = kept;
        }

        TrimTo(needed);
    }

    /// <summary>Removes the groups before one, the oldest first, in the background. What cannot be removed now is tried again the next time.</summary>
    internal void TrimTo(long needed)
    {
        lock (_lock)
        {
            _needed = Math.Max(_needed, needed);
            if (_isTrimming)
            {
                return;
            }

            _isTrimming = true;
        }

        Trimming = TrimAsync();
    }

    /// <exception cref="CheckpointDamagedException">Always.</exception>
    internal CheckpointDamagedException Damaged(string what) =>
        new($"The write-ahead log of {source} in the checkpoint in '{objects}' is damaged: {what}. {Remedy}");

    private async Task TrimAsync()
    {
        while (true)
        {
            long group;
            lock (_lock)
            {
                if (_kept >= _needed)
                {
                    _isTrimming = false;
                    return;
                }

                group = _kept;
            }

            bool isGone = await _groups.TryDeleteAsync(group, CancellationToken.None).ConfigureAwait(false);
            lock (_lock)
            {
                if (!isGone)
                {
                    _isTrimming = false;
                    return;
                }

                _kept++;
            }
        }
    }

    private LogGroup Decode(long group, ReadOnlyMemory<byte> framed) =>
        LogGroup.Decode(framed, $"'{_groups.NameOf(group)}', a part of the write-ahead log of {source} in the checkpoint in '{objects}',", Remedy);
}
