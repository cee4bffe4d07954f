using OrleansStream.Receivers;

namespace OrleansStream.Checkpoints;

/// <summary>Copies what a job needs to start: from its checkpoint to a savepoint, and from there to the checkpoint of another.</summary>
/// <remarks>A savepoint has the objects of a checkpoint and, written last, a head of another kind, so that neither is taken for the other.</remarks>
internal static class Savepoint
{
    private const string Remedy = "Take another savepoint, or another copy of this one.";

    /// <summary>Makes a savepoint of what is committed.</summary>
    /// <param name="job">The job's checkpoint.</param>
    /// <param name="epoch">The epoch of the job's coordinator, or null to copy what is there, whoever has written it.</param>
    /// <param name="source">Where the checkpoint is.</param>
    /// <param name="target">Where the savepoint is to be; it has nothing yet, or what an earlier call of this <paramref name="id"/> has left.</param>
    /// <param name="id">Which savepoint this is: the same again ends with the one that is there.</param>
    /// <param name="cancellation">Gives up; the target then holds parts without a head.</param>
    /// <returns>The last batch in it.</returns>
    /// <exception cref="InvalidOperationException">The target holds something else, or the checkpoint nothing.</exception>
    /// <exception cref="JobFencedException">Another coordinator has taken the job over.</exception>
    internal static Task<BatchTime> WriteAsync(
        CheckpointObjects job, long? epoch, ICheckpointStore source, ICheckpointStore target, Guid id, CancellationToken cancellation) =>
        job.KeepingAllAsync(async () =>
        {
            var copies = new CheckpointObjects(target);
            if (await FindWrittenAsync(copies, target, id, cancellation).ConfigureAwait(false) is { } there)
            {
                return there;
            }

            Head saved = await CopyNewestAsync(job, epoch, source, copies, cancellation).ConfigureAwait(false) with { Owner = id };
            return await target.CompareAndSwapHeadAsync(null, HeadFormat.Encode(saved, CheckpointKind.Savepoint), cancellation).ConfigureAwait(false) is not null
                ? saved.Committed
                : await FindWrittenAsync(copies, target, id, cancellation).ConfigureAwait(false)
                    ?? throw new InvalidOperationException($"'{target}' has been given something else while the savepoint was written.");
        });

    /// <summary>Reads the head of a savepoint, with all that belongs to it.</summary>
    /// <exception cref="CheckpointException">It is none, or damaged.</exception>
    internal static async Task<Head> ReadHeadAsync(ICheckpointStore savepoint, CheckpointObjects objects, CancellationToken cancellation)
    {
        StoredHead stored = await objects.FindHeadAsync(cancellation).ConfigureAwait(false)
            ?? throw new CheckpointDamagedException(
                $"'{savepoint}' holds no savepoint: there is nothing, or its writer did not come to its end. Check the path, or take another savepoint.");
        Head head = HeadFormat.Decode(stored, savepoint, CheckpointKind.Savepoint);
        return head.IsEmptied
            ? throw new CheckpointDamagedException($"'{savepoint}' holds no savepoint any more: it was removed. Take another one.")
            : await HeadObjects.CompleteAsync(head, objects, cancellation).ConfigureAwait(false);
    }

    /// <summary>Copies a savepoint into the empty checkpoint of a job.</summary>
    /// <returns>The head that the job continues from.</returns>
    /// <exception cref="CheckpointException">It is none, or damaged.</exception>
    internal static async Task<Head> StartFromAsync(ICheckpointStore savepoint, CheckpointObjects job, CancellationToken cancellation)
    {
        var objects = new CheckpointObjects(savepoint);
        Head head = await ReadHeadAsync(savepoint, objects, cancellation).ConfigureAwait(false);
        await CopyAsync(head, objects, job, cancellation).ConfigureAwait(false);
        return head;
    }

    /// <summary>The last batch of the savepoint that is there, or null if there is none.</summary>
    private static async Task<BatchTime?> FindWrittenAsync(CheckpointObjects copies, ICheckpointStore target, Guid id, CancellationToken cancellation)
    {
        if (await copies.FindHeadAsync(cancellation).ConfigureAwait(false) is not { } there)
        {
            return null;
        }

        // Whoever was removing the one that was here may still be at it, and objects of another one have the same names.
        Head? head = CheckpointFrame.KindOf(there.Content.Span) == CheckpointKind.Savepoint ? HeadFormat.Decode(there, target, CheckpointKind.Savepoint) : null;
        return head switch
        {
            { IsEmptied: true } => throw new InvalidOperationException($"A savepoint cannot be written to '{target}': one was removed there. Use another store."),
            not null when head.Owner == id => head.Committed,
            _ => throw new InvalidOperationException($"A savepoint cannot be written to '{target}': it holds one, or a checkpoint. Use an empty store."),
        };
    }

    /// <summary>Copies all that the newest head needs.</summary>
    /// <returns>The head of the savepoint.</returns>
    private static async Task<Head> CopyNewestAsync(
        CheckpointObjects job, long? epoch, ICheckpointStore source, CheckpointObjects copies, CancellationToken cancellation)
    {
        var heads = new HeadKeeper(source);
        Head head = await FindAsync().ConfigureAwait(false);
        while (true)
        {
            // Batches after the last committed one are sealed anew by whoever starts from it, and the job publishes its outputs itself.
            Head saved = head with { Open = [], Prepared = [], Outputs = null, Leftovers = null };
            try
            {
                await CopyAsync(saved, job, copies, cancellation).ConfigureAwait(false);
                return saved;
            }
            catch (CheckpointDamagedException)
            {
                // Other processes may have removed what later heads need no more.
                Head now = await FindAsync().ConfigureAwait(false);
                if ((now.Epoch, now.Commit) == (head.Epoch, head.Commit))
                {
                    throw;
                }

                head = now;
            }
        }

        async Task<Head> FindAsync()
        {
            if (await heads.FindAsync(cancellation).ConfigureAwait(false) is not { IsEmptied: false } found)
            {
                throw new InvalidOperationException($"There is nothing to make a savepoint of: '{source}' holds no checkpoint.");
            }

            return epoch is null || found.Epoch == epoch
                ? found
                : throw new JobFencedException($"Another coordinator has taken this job over, so epoch {epoch} may not make savepoints of it any more.");
        }
    }

    private static async Task CopyAsync(Head head, CheckpointObjects from, CheckpointObjects to, CancellationToken cancellation)
    {
        // Logs first: they are what goes soonest.
        foreach ((string prefix, long first, long known) in HeadObjects.LogsOf(head))
        {
            var log = new LogObjects(from, prefix);
            long next = first;
            await foreach ((string name, ReadOnlyMemory<byte> framed) in log.ReadAsync(first, known, cancellation).ConfigureAwait(false))
            {
                if (name != log.NameOf(next++))
                {
                    throw Gone(log.NameOf(next - 1), from);
                }

                await CopyAsync(name, CheckpointKind.ReceivedBlocks, framed, from, to, cancellation).ConfigureAwait(false);
            }

            if (known > 0 && next <= known)
            {
                throw Gone(log.NameOf(next), from);
            }
        }

        foreach ((string name, CheckpointKind kind) in HeadObjects.Of(head))
        {
            ReadOnlyMemory<byte> framed = await from.FindAsync(name, cancellation).ConfigureAwait(false)
                ?? throw Gone(name, from);
            await CopyAsync(name, kind, framed, from, to, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task CopyAsync(
        string name, CheckpointKind kind, ReadOnlyMemory<byte> framed, CheckpointObjects from, CheckpointObjects to, CancellationToken cancellation)
    {
        // Whoever reads it refuses versions that it does not know.
        CheckpointFrame.Unwrap(framed, kind, ushort.MaxValue, $"'{name}' in '{from}'", Remedy);
        if (await to.TryCreateAsync(name, framed, cancellation).ConfigureAwait(false) is not null)
        {
            throw new InvalidOperationException($"'{to}' has another '{name}' already, from something that was not finished. Use a place that is empty.");
        }
    }

    private static CheckpointDamagedException Gone(string name, CheckpointObjects from) => new($"'{name}' in '{from}' is gone, and the head needs it. {Remedy}");
}
