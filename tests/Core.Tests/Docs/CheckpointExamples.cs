using OrleansStream.Checkpoints;
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

    internal static async Task SaveAsync(StreamingContext ssc)
    {
        BatchTime last = await ssc.SavepointAsync("/backup/orders-before-the-upgrade");
        _ = last;
    }

    internal static StreamingContext Start()
    {
        StreamingContext ssc = StreamingContext.GetOrCreate("/var/lib/jobs/orders-2", Define);
        ssc.StartFromSavepoint("/backup/orders-before-the-upgrade");
        return ssc;

        static StreamingContext Define() => new(TimeSpan.FromSeconds(1));
    }

    internal static async Task<CheckpointReport> InspectAsync()
    {
        CheckpointInspector checkpoint = await CheckpointInspector.OpenAsync(new DirectoryCheckpointStore("/var/lib/jobs/orders"));
        CheckpointReport report = await checkpoint.VerifyAsync();
        await foreach (StoredEntry entry in checkpoint.ReadStateAsync("visits"))
        {
            Console.WriteLine($"{entry.Key}: {entry.State}");
        }

        return report;
    }
}
