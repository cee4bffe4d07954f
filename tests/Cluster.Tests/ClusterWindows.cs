using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>Counts the words of the last batches in three ways, which must agree.</summary>
public sealed class ClusterWindows : IStreamingJob
{
    public const string Output = "windows";

    /// <summary>How many batches a window has.</summary>
    public const int Length = 5;

    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        TimeSpan window = ssc.BatchInterval * Length;
        DStream<(string Key, long Value)> words = ssc.AddressedInput<string>(ClusterWordCount.Feed).Map(word => (Key: word, Value: 1L));
        DStream<(string Key, long Value)> combined = words.ReduceByKeyAndWindow((left, right) => left + right, window);
        DStream<(string Key, long Value)> inverse = words.ReduceByKeyAndWindow((left, right) => left + right, (sum, left) => sum - left, window, filter: pair => pair.Value > 0);
        DStream<(string Key, long Value)> reduced = words.ReduceByKey((left, right) => left + right).Window(window).ReduceByKey((left, right) => left + right);
        combined.Join(inverse).Join(reduced)
            .Map(pair => (pair.Key, pair.Value.Left.Left == pair.Value.Left.Right && pair.Value.Left.Left == pair.Value.Right ? pair.Value.Right : -1))
            .CollectTo(Output);
    }
}
