using static OrleansStream.Core.Tests.Docs.SourceExamples;

namespace OrleansStream.Core.Tests.Docs;

/// <summary>The code of docs/checkpoints.md.</summary>
internal static class CheckpointExamples
{
    internal static StreamingContext Create()
    {
        StreamingContext ssc = StreamingContext.GetOrCreate("/var/lib/jobs/orders", () =>
        {
            var made = new StreamingContext(TimeSpan.FromSeconds(1));
            made.TextFileStream("/data/orders").Named("orders")
                .Map(line => (line.Split(',')[0], 1L))
                .ReduceByKey((a, b) => a + b)
                .SaveAsTextFiles("/data/counts");
            return made;
        });
        return ssc;
    }

    internal static void Log(StreamingContext ssc)
    {
        ssc.ReceiverStream(new Ticker(TimeSpan.FromSeconds(1), TimeProvider.System))
            .WriteAheadLog(false)
            .Count()
            .Print();
    }
}
