namespace OrleansStream.Execution;

/// <summary>The buckets that a map task of an exchange fills. Those that grow beyond the task's share of the memory go on on disk.</summary>
/// <param name="pieces">The buckets in memory.</param>
/// <param name="job">The job.</param>
/// <param name="share">How many bytes they may take together.</param>
internal sealed class ExchangeBuckets<T>(RecordPieces<T>[] pieces, JobRuntime job, long share) : IDisposable
{
    private readonly StoredRecords<T>?[] _stored = new StoredRecords<T>?[pieces.Length];

    internal RecordPieces<T>[] Pieces => pieces;

    /// <summary>Called between two chunks of the input.</summary>
    internal void Look()
    {
        if (pieces.Sum(bucket => bucket.Bytes) > share)
        {
            for (int i = 0; i < pieces.Length; i++)
            {
                Spill(i);
            }
        }
    }

    /// <summary>No record follows.</summary>
    internal IShuffleBucket?[] Complete()
    {
        var buckets = new IShuffleBucket?[pieces.Length];
        for (int i = 0; i < buckets.Length; i++)
        {
            pieces[i].Complete();
            if (_stored[i] is { } stored)
            {
                Spill(i);
                stored.Complete();
                buckets[i] = new StoredBucket<T>(stored);
            }
            else if (pieces[i].Count > 0)
            {
                buckets[i] = new RecordBucket<T>(pieces[i], job.Encoding);
            }
        }

        return buckets;
    }

    /// <summary>Frees everything: the task has failed.</summary>
    public void Dispose()
    {
        Array.ForEach(pieces, bucket => bucket.Dispose());
        Array.ForEach(_stored, stored => stored?.Dispose());
    }

    private void Spill(int reducePartition)
    {
        RecordPieces<T> bucket = pieces[reducePartition];
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
