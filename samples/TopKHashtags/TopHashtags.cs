using OrleansStream;

namespace Samples.TopKHashtags;

/// <summary>Reports which hashtags the messages of each batch have most often.</summary>
/// <param name="open">Begins to read the messages.</param>
public sealed class TopHashtags(Func<CancellationToken, IAsyncEnumerable<string>> open) : IStreamingJob
{
    public void Define(StreamingContext ssc, JobArguments args)
    {
        int top = args.Get("top", 5);
        ssc.AsyncEnumerableStream(open)
            .FlatMap(message => message.Split(' '))
            .Filter(word => word.Length > 1 && word[0] == '#')
            .Map(tag => (tag.ToLowerInvariant(), 1L))
            .ReduceByKey((a, b) => a + b)
            .ForeachRdd(async (counts, time, cancellation) =>
            {
                // Each partition gives its best few only, so this is cheaper than to sort.
                IReadOnlyList<(string Tag, long Count)> best = await counts.TopAsync(top, Report.ByCount, cancellation);
                Report.Write(time, "hashtags", await counts.CountAsync(cancellation), [.. best.Select(Report.Line)]);
            });
    }
}
