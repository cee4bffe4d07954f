using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>The buckets that a map task of an exchange fills. Those that grow beyond the task's share of the memory go on on disk.</summary>
/// <param name="count">How many buckets.</param>
/// <param name="job">The job.</param>
/// <param name="tasks">Among how many map tasks the memory of a shuffle is divided.</param>
internal sealed class ExchangeBuckets<T>(int count, JobRuntime job, int tasks) : IDisposable
{
    private readonly long _share = job.Blocks.Limit / ShuffleDependency.ShareOfShuffle / tasks;
    private readonly StoredRecords<T>?[] _stored = new StoredRecords<T>?[count];

    /// <summary>The buckets in memory.</summary>
    internal RecordPieces<T>[] Pieces { get; } =
        [.. Enumerable.Range(0, count).Select(_ => new RecordPieces<T>(job.Encoding.DetacherFor<T>(), new KeyArena(poison: job.PoisonBuffers), job.Pieces.Of<T>()))];

    /// <summary>Called between two chunks of the input.</summary>
    internal void Look()
    {
        if (Pieces.Sum(bucket => bucket.Bytes) > _share)
        {
            for (int i = 0; i < Pieces.Length; i++)
            {
                Spill(i);
            }
        }
    }

    /// <summary>No record follows.</summary>
    internal IShuffleBucket?[] Complete()
    {
        var buckets = new IShuffleBucket?[Pieces.Length];
        for (int i = 0; i < buckets.Length; i++)
        {
            Pieces[i].Complete();
            if (_stored[i] is { } stored)
            {
                Spill(i);
                stored.Complete();
                buckets[i] = new StoredBucket<T>(stored);
            }
            else if (Pieces[i].Count > 0)
            {
                buckets[i] = new RecordBucket<T>(Pieces[i], job.Encoding);
            }
        }

        return buckets;
    }

    /// <summary>Frees everything: the task has failed.</summary>
    public void Dispose()
    {
        Array.ForEach(Pieces, bucket => bucket.Dispose());
        Array.ForEach(_stored, stored => stored?.Dispose());
    }

    private void Spill(int reducePartition)
    {
        RecordPieces<T> bucket = Pieces[reducePartition];
        bucket.Complete();
        if (bucket.Count == 0)
        {
            return;
        }

        StoredRecords<T> stored = _stored[reducePartition] ??= new StoredRecords<T>(job.Blocks, StorageLevel.DiskOnly, detach: true);
        for (int i = 0; i < bucket.PieceCount; i++)
        {
            foreach (T record in bucket.Piece(i))
            {
                stored.Add(record);
            }
        }

        // What is on disk is encoded; what could not be has been copied. The arrays are used again.
        stored.Flush();
        bucket.Dispose();
    }
}
