using System.Buffers;
using OrleansStream.Batches;
using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Receivers;
using OrleansStream.Streams;

namespace OrleansStream.Checkpoints;

/// <summary>Keeps with the head the datasets of committed batches that later ones look back on and no later process could make again.</summary>
/// <remarks>One commit at a time; the batches of a commit share an object.</remarks>
internal sealed class DatasetKeeper(StreamGraph graph, BlockStore blocks, CheckpointObjects objects)
{
    private const ushort Version = 1;

    // Not the job's encoding: users register codecs there.
    private static readonly Codec<IReadOnlyList<KeptBatch>> Codec = new JobEncoding().CodecFor<IReadOnlyList<KeptBatch>>();

    /// <summary>What a head names once some batches are committed with it; their datasets are written.</summary>
    /// <param name="before">What the head before names.</param>
    /// <param name="committed">The batches, in order.</param>
    /// <param name="last">The last committed batch.</param>
    /// <param name="commit">Writes the objects.</param>
    /// <param name="cancellation">Gives up.</param>
    internal async Task<IReadOnlyList<KeptBatches>> NextAsync(
        IReadOnlyList<KeptBatches> before, IEnumerable<BatchWork> committed, BatchTime last, CommitObjects commit, CancellationToken cancellation)
    {
        KeptBatch[] batches = [.. committed.Where(work => work.Kept.Count > 0).Select(work => new KeptBatch(work.Time, work.Kept))];
        IEnumerable<KeptBatches> needed = before.Where(one => one.Last > last - graph.RememberDuration);
        if (batches.Length == 0)
        {
            return before.Count == 0 ? before : [.. needed];
        }

        var body = new ArrayBufferWriter<byte>();
        Described.Write<IReadOnlyList<KeptBatch>>(batches, Codec, body);
        string name = await commit.CreateAsync(CheckpointKind.Datasets, Version, body.WrittenMemory, cancellation).ConfigureAwait(false);
        return [.. needed, new KeptBatches(batches[0].Time, batches[^1].Time, name)];
    }

    /// <summary>Reads what a claimed head names and is still needed.</summary>
    /// <param name="claimed">The head.</param>
    /// <param name="after">The last committed batch that is not remembered.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What is kept of each batch.</returns>
    /// <exception cref="CheckpointException">A part is damaged, or of records that a stream can no longer read.</exception>
    internal async Task<IReadOnlyDictionary<BatchTime, RestoredDatasets>> RestoreAsync(Head claimed, BatchTime after, CancellationToken cancellation)
    {
        var restored = new Dictionary<BatchTime, RestoredDatasets>();
        foreach (KeptBatches kept in claimed.KeptDatasets.Where(one => one.Last > after))
        {
            foreach (KeptBatch batch in await ReadAsync(kept.Object, cancellation).ConfigureAwait(false))
            {
                if (batch.Time > after)
                {
                    restored.Add(batch.Time, Restore(batch));
                }
            }
        }

        return restored;
    }

    /// <summary>Reads what an object has of a batch.</summary>
    /// <param name="name">The object.</param>
    /// <param name="time">The batch.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="CheckpointException">The object is damaged, or of records that a stream can no longer read.</exception>
    internal async Task<RestoredDatasets> RestoreAsync(string name, BatchTime time, CancellationToken cancellation) =>
        (await ReadAsync(name, cancellation).ConfigureAwait(false)).FirstOrDefault(batch => batch.Time == time) is { } kept ? Restore(kept) : new RestoredDatasets();

    private RestoredDatasets Restore(KeptBatch batch)
    {
        var datasets = new RestoredDatasets();
        foreach (KeptDataset one in batch.Datasets)
        {
            if (graph.LookedBackOn.FirstOrDefault(stream => stream.Name == one.Stream) is { } stream)
            {
                stream.CheckKept(one.Shape);
                datasets.Add(one.Stream, new RestoredDataset(one.Shape, one.Partitions?.Select(bytes => StoredBytes.Of(bytes, blocks)).ToArray()));
            }
        }

        return datasets;
    }

    private async Task<IReadOnlyList<KeptBatch>> ReadAsync(string name, CancellationToken cancellation)
    {
        ReadOnlyMemory<byte> body = await objects.GetAsync(name, CheckpointKind.Datasets, Version, cancellation).ConfigureAwait(false);
        try
        {
            return Described.Read(body.Span, Codec);
        }
        catch (Exception error) when (error is CodecException or ShapeMismatchException)
        {
            throw new CheckpointDamagedException(
                $"'{name}' of the checkpoint in '{objects}' is damaged: {error.Message} Restore the checkpoint from a copy that was taken as a whole, or start the job with a new one.", error);
        }
    }
}
