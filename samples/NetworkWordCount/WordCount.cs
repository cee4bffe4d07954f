using OrleansStream;

namespace Samples.NetworkWordCount;

/// <summary>Counts the words of each batch of lines that a TCP server sends.</summary>
public sealed class WordCount : IStreamingJob
{
    public void Define(StreamingContext ssc, JobArguments args) =>
        ssc.SocketTextStream(args.Get("host", "localhost"), args.Get<int>("port"))
            .FlatMap(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Map(word => (word, 1L))
            .ReduceByKey((a, b) => a + b)
            .Print();
}
