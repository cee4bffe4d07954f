using OrleansStream.Receivers;

namespace OrleansStream.Checkpoints;

/// <summary>Copies what a job needs to start: from its checkpoint to a savepoint, and from there to the checkpoint of another.</summary>
/// <remarks>A savepoint has the objects of a checkpoint and, written last, a head of another kind, so that neither is taken for the other.</remarks>
internal static class Savepoint
{
    private const string Remedy = "Take another savepoint, or another copy of this one.";

    /// <summary>Makes a savepoint of what is committed.</summary>
    /// <param name="job">The job's checkpoint.</param>
    /// <param name="epoch">The epoch of the job's coordinator.</param>
    /// <param name="source">Where the checkpoint is.</param>
    /// <param name="target">Where the savepoint is to be; it has nothing yet.</param>
    /// <param name="cancellation">Gives up; the target then holds parts without a head.</param>
    /// <returns>The last batch in it.</returns>
    internal static Task<BatchTime> WriteAsync(CheckpointObjects job, long epoch, ICheckpointStore source, ICheckpointStore target, CancellationToken cancellation) =>
        job.KeepingAllAsync(async () =>
        {
            StoredHead stored = await job.FindHeadAsync(cancellation).ConfigureAwait(false)
                ?? throw new CheckpointDamagedException($"The checkpoint in '{source}' has lost its head while the job ran.");
            Head head = await SealKeeper.CompleteAsync(HeadFormat.Decode(stored, source), job, cancellation).ConfigureAwait(false);
            if (head.Epoch != epoch)
            {
                throw new JobFencedException($"Another coordinator has taken this job over, so epoch {epoch} may not make savepoints of it any more.");
            }

            // Batches after the last committed one are sealed anew by whoever starts from it, and the job publishes its outputs itself.
            Head saved = head with { Open = [], Prepared = [], Leftovers = null };
            await CopyAsync(saved, job, new CheckpointObjects(target), cancellation).ConfigureAwait(false);
            if (await target.CompareAndSwapHeadAsync(null, HeadFormat.Encode(saved, CheckpointKind.Savepoint), cancellation).ConfigureAwait(false) is null)
            {
                throw new InvalidOperationException($"'{target}' has been given something else while the savepoint was written.");
            }

            return saved.Committed;
        });

    /// <summary>Copies a savepoint into the empty checkpoint of a job.</summary>
    /// <returns>The head that the job continues from.</returns>
    /// <exception cref="CheckpointException">It is none, or damaged.</exception>
    internal static async Task<Head> StartFromAsync(ICheckpointStore savepoint, CheckpointObjects job, CancellationToken cancellation)
    {
        var objects = new CheckpointObjects(savepoint);
        StoredHead stored = await objects.FindHeadAsync(cancellation).ConfigureAwait(false)
            ?? throw new CheckpointDamagedException(
                $"'{savepoint}' holds no savepoint: there is nothing, or its writer did not come to its end. Check the path, or take another savepoint.");
        Head head = await SealKeeper.CompleteAsync(HeadFormat.Decode(stored, savepoint, CheckpointKind.Savepoint), objects, cancellation).ConfigureAwait(false);
        await CopyAsync(head, objects, job, cancellation).ConfigureAwait(false);
        return head;
    }

    private static async Task CopyAsync(Head head, CheckpointObjects from, CheckpointObjects to, CancellationToken cancellation)
    {
        foreach ((string name, CheckpointKind kind) in HeadObjects.Of(head))
        {
            ReadOnlyMemory<byte> framed = await from.FindAsync(name, cancellation).ConfigureAwait(false)
                ?? throw new CheckpointDamagedException($"'{name}' in '{from}' is gone, and the head needs it. {Remedy}");
            await CopyAsync(name, kind, framed, from, to, cancellation).ConfigureAwait(false);
        }

        foreach ((string prefix, long first, long known) in HeadObjects.LogsOf(head))
        {
            await foreach ((string name, ReadOnlyMemory<byte> framed) in new LogObjects(from, prefix).ReadAsync(first, known, cancellation).ConfigureAwait(false))
            {
                await CopyAsync(name, CheckpointKind.ReceivedBlocks, framed, from, to, cancellation).ConfigureAwait(false);
            }
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
}
