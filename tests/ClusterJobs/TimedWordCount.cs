namespace OrleansStream.ClusterJobs;

/// <summary>Counts the words of <see cref="TimedLines"/>, batch by batch, into text files.</summary>
public sealed class TimedWordCount : IStreamingJob
{
    public const string Output = "output";

    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ArgumentNullException.ThrowIfNull(args);
        new TimedLines(ssc)
            .FlatMap(line => line.Split(' '))
            .Map(word => (word, 1L))
            .ReduceByKey((a, b) => a + b)
            .SaveAsTextFiles(args.Get<string>(Output));
    }
}
