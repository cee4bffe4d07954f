using OrleansStream.Testing;

namespace OrleansStream.Cluster.Tests;

/// <summary>A job whose batches fail, whenever they are tried, while an argument does not say otherwise.</summary>
public sealed class FailingJob : IStreamingJob
{
    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ArgumentNullException.ThrowIfNull(args);
        bool isMended = args.Get("mended", false);
        ssc.AddressedInput<string>(ClusterWordCount.Feed)
            .Map(line => isMended ? line.Length : throw new FormatException("This line cannot be read."))
            .CollectTo("lengths");
    }
}
