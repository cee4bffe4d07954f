using OrleansStream;

namespace Samples.LogAnalyzer;

/// <summary>Reports on each batch of a web server's log: the lines with errors, the hits of each address, and of each owner of addresses.</summary>
public sealed class LogAnalyzer : IStreamingJob
{
    private const int Shown = 5;

    public void Define(StreamingContext ssc, JobArguments args)
    {
        DStream<string> lines = ssc.SocketTextStream(args.Get("host", "localhost"), args.Get("port", 7777));

        lines.Filter(line => line.Contains("error", StringComparison.OrdinalIgnoreCase))
            .ForeachRdd(async (errors, time, cancellation) =>
                Report.Write(time, "lines with errors", await errors.CountAsync(cancellation), await errors.TakeAsync(Shown, cancellation)));

        // Two reports read the hits, so they are kept once they are counted.
        DStream<(string Address, long Hits)> hits = lines
            .FlatMap(AccessLog.AddressesIn)
            .Map(address => (address, 1L))
            .ReduceByKey((a, b) => a + b)
            .Cache();
        hits.ForeachRdd((rdd, time, cancellation) => WriteRankingAsync(time, "addresses", rdd, cancellation));

        // A table that does not change is a dataset of its own; Transform joins each batch with it.
        Rdd<(string Address, string Owner)> owners = ssc.Parallelize(AddressBook.Owners).Cache();
        Rdd<(string Address, string Reason)> blocked = ssc.Parallelize(AddressBook.Blocked).Cache();
        hits.Transform(rdd => rdd.SubtractByKey(blocked).LeftOuterJoin(owners))
            .Map(hit => (hit.Value.Right.GetValueOrDefault("unknown"), hit.Value.Left))
            .ReduceByKey((a, b) => a + b)
            .ForeachRdd((rdd, time, cancellation) => WriteRankingAsync(time, "owners, without blocked addresses", rdd, cancellation));
    }

    private static async Task WriteRankingAsync(BatchTime time, string title, Rdd<(string Key, long Value)> counts, CancellationToken cancellation) =>
        Report.Write(
            time,
            title,
            await counts.CountAsync(cancellation),
            [.. (await counts.TopAsync(Shown, Report.ByCount, cancellation)).Select(Report.Line)]);
}
