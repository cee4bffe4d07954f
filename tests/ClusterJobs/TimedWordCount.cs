namespace OrleansStream.ClusterJobs;

/// <summary>Counts the words of <see cref="TimedLines"/> from the first batch on, and writes the totals of each batch's words to text files.</summary>
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
            .MapWithState(StateSpec.Of<long>(), (word, count, state) =>
            {
                long total = (state.Exists ? state.Get() : 0) + count.GetValueOrDefault(0);
                state.Update(total);
                return (word, total);
            })
            .SaveAsTextFiles(args.Get<string>(Output));
    }
}
