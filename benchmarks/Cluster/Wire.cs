using System.Diagnostics;

namespace OrleansStream.ClusterBenchmarks;

/// <summary>What it costs a record to go to another silo: processor time of two silos against one, for the same job.</summary>
/// <remarks>Both clusters are there all the time, so that what they cost by being there is the same in all measurements. The first round does not
/// count: what both sides run is compiled in it.</remarks>
internal static class Wire
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    internal static async Task RunAsync(Settings settings)
    {
        Console.WriteLine($"Across silos: {settings.Records} pairs of text and number a batch, of which half go to the other silo.");
        Silos one = await Silos.StartAsync(count: 1, settings.Threads).ConfigureAwait(false);
        await using (one.ConfigureAwait(false))
        {
            Silos two = await Silos.StartAsync(count: 2, settings.Threads).ConfigureAwait(false);
            await using (two.ConfigureAwait(false))
            {
                // As many keys as records, so that none is combined away before it is sent.
                await MeasureAsync<ReduceJob>(one, two, settings with { Keys = settings.Records }, "ReduceByKey").ConfigureAwait(false);
                await MeasureAsync<ExchangeJob>(one, two, settings, "Repartition").ConfigureAwait(false);
            }
        }
    }

    private static async Task MeasureAsync<TJob>(Silos one, Silos two, Settings settings, string workload)
        where TJob : MeasuredJob, new()
    {
        var nanoseconds = new List<double>();
        for (int round = 0; round <= settings.Rounds; round++)
        {
            (double here, double overhead) = await MeasureAsync<TJob>(one, settings, $"{workload} {round} on one").ConfigureAwait(false);
            (double there, double sent) = await MeasureAsync<TJob>(two, settings, $"{workload} {round} on two").ConfigureAwait(false);
            double across = settings.Records / 2.0;
            string counts = round == 0 ? " (compiling)" : "";
            Console.WriteLine(FormattableString.Invariant(
                $"  {here / settings.Records:0.0} ns a record on one silo, {there / settings.Records:0.0} on two: {(there - here) / across:0.0} ns and {(sent - overhead) / across:0.0} bytes for one that goes across{counts}"));
            if (round > 0)
            {
                nanoseconds.Add((there - here) / across);
            }
        }

        Console.WriteLine(FormattableString.Invariant(
            $"  {workload}: median {nanoseconds.Order().ElementAt(nanoseconds.Count / 2):0.0} ns of processor time, both ends together"));
    }

    /// <summary>Runs the job, and the same without records, whose cost is taken off.</summary>
    /// <returns>Nanoseconds of processor time, and bytes sent, for a batch.</returns>
    private static async Task<(double Nanoseconds, double Bytes)> MeasureAsync<TJob>(Silos cluster, Settings settings, string name)
        where TJob : MeasuredJob, new()
    {
        (double busy, double sent) = await RunAsync<TJob>(cluster, settings, $"busy {name}").ConfigureAwait(false);
        (double idle, double overhead) = await RunAsync<TJob>(cluster, settings with { Records = 0 }, $"idle {name}").ConfigureAwait(false);
        return (busy - idle, sent - overhead);
    }

    private static async Task<(double Nanoseconds, double Bytes)> RunAsync<TJob>(Silos cluster, Settings settings, string name)
        where TJob : MeasuredJob, new()
    {
        using var times = new BatchTimes();
        using var bytes = new SentBytes();
        using var process = Process.GetCurrentProcess();
        TimeSpan processor = default;
        long sent = 0;
        int before = 0;
        await new Run(times, settings, Interval).OnSilosAsync<TJob>(cluster, name, () =>
        {
            process.Refresh();
            (processor, sent, before) = (process.TotalProcessorTime, bytes.Total, times.Of(name).Length);
        }).ConfigureAwait(false);
        process.Refresh();
        double batches = times.Of(name).Length - before;
        return ((process.TotalProcessorTime - processor).TotalNanoseconds / batches, (bytes.Total - sent) / batches);
    }
}
