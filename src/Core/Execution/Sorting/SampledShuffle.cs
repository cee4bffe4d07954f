using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Keeps each partition where it is, and brings samples of all keys together, so that ranges can be cut.</summary>
/// <remarks>Map partition p's records are for reduce partition p alone; the last reduce partition holds the samples. The input is computed
/// once, and its records move only when the ranges are known.</remarks>
internal sealed class SampledShuffle<TKey, TValue>(Rdd<(TKey Key, TValue Value)> parent, int ranges, IComparer<TKey> order, OperatorInfo info)
    : ShuffleDependency(parent, parent.PartitionCount + 1, info)
{
    // Enough for ranges of about the same size; the sum over all partitions stays small.
    private const int SamplesOfRange = 60;
    private const int MostSamples = 100_000;

    private readonly Lock _cutting = new();
    private RangeBounds<TKey>? _bounds;

    internal int SampleIndex => MapCount;

    /// <summary>The ranges, cut from the samples of all partitions once in each process.</summary>
    internal RangeBounds<TKey> Bounds()
    {
        lock (_cutting)
        {
            return _bounds ??= RangeBounds<TKey>.Cut(Samples(), ranges, order);
        }
    }

    internal override IShuffleBucket?[] RunMap(int mapPartition, TaskScope task)
    {
        JobRuntime job = parent.Scope.Job;
        var records = new ExchangeBuckets<(TKey Key, TValue Value)>(count: 1, job, MapCount);
        var keys = new RecordPieces<TKey>(job.Encoding.DetacherFor<TKey>(), new KeyArena(poison: job.PoisonBuffers), job.Pieces.Of<TKey>());
        var sample = new KeySample<TKey>(Math.Min(MostSamples, SamplesOfRange * ranges) / MapCount + 1, seed: mapPartition);
        try
        {
            var link = new SampleLink<TKey, TValue>(records.Pieces[0], sample);
            parent.FeedAndLook(mapPartition, ref link, task, records.Look);
            foreach (TKey key in sample.Keys)
            {
                keys.Add(key);
            }

            keys.Complete();
            var buckets = new IShuffleBucket?[ReduceCount];
            if (sample.Seen > 0)
            {
                buckets[mapPartition] = records.Complete()[0];
                buckets[SampleIndex] = new SampleBucket<TKey>((double)sample.Seen / keys.Count, new RecordBucket<TKey>(keys, job.Encoding));
            }

            return buckets;
        }
        catch
        {
            records.Dispose();
            keys.Dispose();
            throw;
        }
    }

    internal override IShuffleBucket Decode(int reducePartition, PooledBytes bytes) => reducePartition == SampleIndex
        ? SampleBucket<TKey>.Decode(bytes, Parent.Scope.Job)
        : RecordBuckets.Decode<(TKey Key, TValue Value)>(bytes, Parent.Scope.Job);

    private List<(TKey Key, double Weight)> Samples()
    {
        var samples = new List<(TKey Key, double Weight)>();
        for (int map = 0; map < MapCount; map++)
        {
            if (Bucket(map, SampleIndex) is SampleBucket<TKey> bucket)
            {
                for (int i = 0; i < bucket.Keys.PieceCount; i++)
                {
                    foreach (TKey key in bucket.Keys.Piece(i))
                    {
                        samples.Add((key, bucket.Weight));
                    }
                }
            }
        }

        return samples;
    }
}
