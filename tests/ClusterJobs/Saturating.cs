namespace OrleansStream.ClusterJobs;

/// <summary>Has more to do than a machine can: every thread that it may have computes, allocates and moves records between hosts without a pause.</summary>
public sealed class Saturating : IStreamingJob
{
    private const int WordsOfLine = 400;

    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        new TimedLines(ssc)
            .FlatMap(line => Enumerable.Range(0, WordsOfLine).Select(i => $"{line} {i}"))
            .Map(word => (Grind(word), 1L))
            .ReduceByKey((a, b) => a + b)
            .MapWithState(StateSpec.Of<long>(), (key, count, state) =>
            {
                state.Update(count.GetValueOrDefault(0));
                return key;
            })
            .Foreach(_ => { });
    }

    private static string Grind(string word)
    {
        ulong hash = 0;
        foreach (char letter in string.Concat(Enumerable.Repeat(word, 100)))
        {
            hash = (hash * 31) + letter;
        }

        return $"{hash % 100_000}";
    }
}
