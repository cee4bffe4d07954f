using System.Diagnostics;

namespace OrleansStream.ClusterBenchmarks;

/// <summary>What it costs a record to go to another silo: processor time of two silos against one, for the same job.</summary>
internal static class Wire
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    internal static async Task RunAsync(Settings settings)
    {
        Console.WriteLine($"Across silos: {settings.Records} pairs of text and number a batch, dealt out anew, half of them to the other silo.");
        var costs = new List<(double Nanoseconds, double Bytes)>();
        for (int round = 0; round < settings.Rounds; round++)
        {
            (double one, _) = await MeasureAsync(settings, silos: 1).ConfigureAwait(false);
            (double two, double sent) = await MeasureAsync(settings, silos: 2).ConfigureAwait(false);
            double across = settings.Records / 2.0;
            costs.Add(((two - one) / across, sent / across));
            Console.WriteLine(FormattableString.Invariant($"  round {round}: {costs[^1].Nanoseconds:0.0} ns and {costs[^1].Bytes:0.0} bytes a record"));
        }

        Console.WriteLine(FormattableString.Invariant($"  median: {costs.Select(cost => cost.Nanoseconds).Order().ElementAt(costs.Count / 2):0.0} ns of processor time a record, both ends together"));
    }

    /// <summary>Runs the job, and the same without records, whose cost is taken off.</summary>
    /// <returns>Nanoseconds of processor time, and bytes sent, for a batch.</returns>
    private static async Task<(double Nanoseconds, double Bytes)> MeasureAsync(Settings settings, int silos)
    {
        Silos cluster = await Silos.StartAsync(silos, settings.Threads).ConfigureAwait(false);
        await using (cluster.ConfigureAwait(false))
        {
            (double busy, double sent) = await MeasureAsync(cluster, settings).ConfigureAwait(false);
            (double idle, double overhead) = await MeasureAsync(cluster, settings with { Records = 0 }).ConfigureAwait(false);
            return (busy - idle, sent - overhead);
        }
    }

    private static async Task<(double Nanoseconds, double Bytes)> MeasureAsync(Silos cluster, Settings settings)
    {
        using var times = new BatchTimes();
        using var bytes = new SentBytes();
        using var process = Process.GetCurrentProcess();
        TimeSpan processor = default;
        long sent = 0;
        await new Run(times, settings, Interval).OnSilosAsync<ExchangeJob>(cluster, $"exchange {settings.Records}", () =>
        {
            process.Refresh();
            (processor, sent) = (process.TotalProcessorTime, bytes.Total);
        }).ConfigureAwait(false);
        process.Refresh();
        return ((process.TotalProcessorTime - processor).TotalNanoseconds / settings.Batches, (bytes.Total - sent) / (double)settings.Batches);
    }
}
