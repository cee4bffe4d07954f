using System.Buffers.Binary;
using OrleansStream.Encoding;
using OrleansStream.Receivers;

namespace OrleansStream.Checkpoints;

/// <summary>Reads everything that a head needs.</summary>
internal sealed class CheckpointVerifier(ICheckpointStore store, CheckpointObjects objects, Head head)
{
    private readonly List<CheckpointFault> _faults = [];
    private readonly HashSet<string> _reached = new(StringComparer.Ordinal);
    private long _bytes;

    internal async Task<CheckpointReport> RunAsync(CancellationToken cancellation)
    {
        foreach ((string name, CheckpointKind kind) in HeadObjects.Of(head))
        {
            await CheckAsync(name, kind, await objects.FindAsync(name, cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }

        foreach ((string prefix, long from, long known) in HeadObjects.LogsOf(head))
        {
            await CheckAsync(prefix, from, known, cancellation).ConfigureAwait(false);
        }

        if (store is IListingCheckpointStore listing)
        {
            await foreach (string name in listing.ListAsync("", cancellation).ConfigureAwait(false))
            {
                if (!_reached.Contains(name) && !head.KeptLeftovers.Any(one => one.Covers(name)))
                {
                    _faults.Add(new CheckpointFault(name, CheckpointFaultKind.Unreachable, "nothing needs it"));
                }
            }
        }

        return new CheckpointReport(
            _reached.Count, _bytes, [.. _faults.OrderBy(fault => !fault.IsDamage).ThenBy(fault => fault.ObjectName, StringComparer.Ordinal)]);
    }

    /// <summary>The groups before the last known one may have been removed, the oldest first; after it the log ends, unless it goes on after a gap.</summary>
    private async Task CheckAsync(string prefix, long from, long known, CancellationToken cancellation)
    {
        var log = new LogObjects(objects, prefix);
        bool began = false;
        for (long group = from; ; group++)
        {
            ReadOnlyMemory<byte>? framed = await log.FindAsync(group, cancellation).ConfigureAwait(false);
            began |= framed is not null;
            bool isNeeded = framed is not null || group < known
                ? began
                : (group == known && known > 0) || await log.FindAsync(group + 1, cancellation).ConfigureAwait(false) is not null;
            if (isNeeded && framed is null && await IsRemovedAsync(prefix, group, cancellation).ConfigureAwait(false))
            {
                return;
            }

            if (isNeeded)
            {
                await CheckAsync(log.NameOf(group), CheckpointKind.ReceivedBlocks, framed, cancellation).ConfigureAwait(false);
            }
            else if (group >= known)
            {
                return;
            }
        }
    }

    /// <summary>Whether the job, which may be running, has come to no longer need a group of a log: it removes those at once.</summary>
    private async Task<bool> IsRemovedAsync(string prefix, long group, CancellationToken cancellation)
    {
        StoredHead? stored = await objects.FindHeadAsync(cancellation).ConfigureAwait(false);
        return stored is not null
            && CheckpointFrame.KindOf(stored.Content.Span) == CheckpointKind.Head
            && HeadFormat.Decode(stored, store) is { } now
            && !HeadObjects.LogsOf(now).Any(log => log.Prefix == prefix && log.From <= group);
    }

    private async Task CheckAsync(string name, CheckpointKind kind, ReadOnlyMemory<byte>? found, CancellationToken cancellation)
    {
        _reached.Add(name);
        if (found is not { } framed)
        {
            _faults.Add(new CheckpointFault(name, CheckpointFaultKind.Missing, "the head needs it, and it is not there"));
            return;
        }

        _bytes += framed.Length;
        try
        {
            CheckpointFrame.Unwrap(framed, kind, ushort.MaxValue, $"'{name}'", "");
        }
        catch (CheckpointDamagedException error)
        {
            _faults.Add(new CheckpointFault(name, IsWhole(framed.Span) ? CheckpointFaultKind.Changed : CheckpointFaultKind.Torn, error.Message.Trim()));
            return;
        }

        if (kind == CheckpointKind.State)
        {
            await CheckStateAsync(name, cancellation).ConfigureAwait(false);
        }
    }

    private async Task CheckStateAsync(string name, CancellationToken cancellation)
    {
        StoredState state = head.KeptStates.First(state => state.Parts.Any(part => part.Object == name));
        StoredStatePart part = state.Parts.First(part => part.Object == name);
        try
        {
            StatePartLayout layout = await new StoredStateReader(objects, state).OpenAsync(part, cancellation).ConfigureAwait(false);
            long entries = layout.Blocks().Sum(block => CountOf(block.Keys.Span) + CountOf(block.Removed.Span));
            if (layout.Keys.Kind != ShapeKind.Custom && entries != part.Entries)
            {
                _faults.Add(new CheckpointFault(name, CheckpointFaultKind.Unreadable, FormattableString.Invariant($"it has {entries} entries where the head says {part.Entries}")));
            }
        }
        catch (Exception error) when (error is CheckpointException or CodecException)
        {
            _faults.Add(new CheckpointFault(name, CheckpointFaultKind.Unreadable, error.Message));
        }
    }

    private static long CountOf(ReadOnlySpan<byte> block) => (long)new RecordReader(block).ReadUInt64();

    private static bool IsWhole(ReadOnlySpan<byte> framed) =>
        framed.Length >= CheckpointFrame.Length && BinaryPrimitives.ReadInt64LittleEndian(framed[8..]) == framed.Length - CheckpointFrame.Length;
}
