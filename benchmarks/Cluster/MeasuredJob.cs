using System.Collections.Concurrent;

namespace OrleansStream.ClusterBenchmarks;

/// <summary>A job over <see cref="PairsStream"/> whose output counts what comes out.</summary>
internal abstract class MeasuredJob : IStreamingJob
{
    private static readonly ConcurrentDictionary<(string Job, BatchTime Time), long> Sums = new();

    public void Define(StreamingContext ssc, JobArguments args)
    {
        string job = args.Get<string>("job");
        var input = new PairsStream(ssc, job, args.Get<int>("records"), args.Get<int>("keys"), args.Get<int>("partitions"));

        // Added up as they come: an output that is given whole partitions would keep all records until it has them.
        Define(input, args.Get<int>("partitions")).Map(pair => pair.Value).Reduce((left, right) => left + right).ForeachPartition((sums, partition) =>
        {
            foreach (long sum in sums)
            {
                Sums.AddOrUpdate((job, partition.Batch.Time), sum, (_, others) => others + sum);
            }
        });
    }

    /// <summary>What has come out of a job's batches so far.</summary>
    internal static IReadOnlyList<long> SumsOf(string job) => [.. Sums.Where(sum => sum.Key.Job == job).OrderBy(sum => sum.Key.Time).Select(sum => sum.Value)];

    protected abstract DStream<(string Key, long Value)> Define(DStream<(string Key, long Value)> input, int partitions);
}
