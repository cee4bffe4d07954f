namespace OrleansStream.Execution;

/// <summary>Reads buckets of records in order, wherever the records are.</summary>
internal static class RecordBuckets
{
    /// <summary>Pushes the records of a bucket.</summary>
    /// <param name="bucket">The bucket, or null for no records.</param>
    /// <param name="sink">Where to.</param>
    /// <param name="task">The task.</param>
    /// <returns>False when the rest of the partition is not wanted.</returns>
    internal static bool Feed<T, TSink>(IShuffleBucket? bucket, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T> =>
        bucket switch
        {
            RecordBucket<T> inMemory => inMemory.Pieces.Feed(ref sink, task),
            StoredBucket<T> stored => stored.Feed(ref sink, task),
            _ => true,
        };
}
