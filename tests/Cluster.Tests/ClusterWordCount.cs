using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>The job that the cluster runs: word count over an addressed feed of lines.</summary>
public sealed class ClusterWordCount : IStreamingJob
{
    public const string Feed = "lines";
    public const string Output = "counts";

    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ssc.AddressedInput<string>(Feed)
            .FlatMap(line => line.Split(' '))
            .Map(word => (word, 1L))
            .ReduceByKey((a, b) => a + b)
            .CollectTo(Output);
    }
}
