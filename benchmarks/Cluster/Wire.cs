using System.Diagnostics;

namespace OrleansStream.ClusterBenchmarks;

/// <summary>What it costs a record to go to another silo: processor time of two silos against one, for the same job.</summary>
/// <remarks>
/// Both clusters and the job on each are there all the time, so that what they cost by being there is the same in all measurements; it is measured by
/// itself and taken off. A measurement begins and ends between batches: of two clusters that take 250 ns for a record, a tenth of a batch more or less
/// would be a difference as large as what is to be measured. The first rounds do not count: what both sides run is compiled in them.
/// </remarks>
internal static class Wire
{
    private const int WarmUp = 3;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    internal static async Task RunAsync(Settings settings)
    {
        Console.WriteLine($"Across silos: {settings.Records} pairs of text and number a batch, of which half go to the other silo.");
        Silos one = await Silos.StartAsync(count: 1, settings.Threads).ConfigureAwait(false);
        await using (one.ConfigureAwait(false))
        {
            Silos two = await Silos.StartAsync(count: 2, settings.Threads).ConfigureAwait(false);
            await using (two.ConfigureAwait(false))
            {
                // As many keys as records, so that few are combined away before they are sent.
                await MeasureAsync<ReduceJob>(one, two, settings with { Keys = settings.Records }, "ReduceByKey").ConfigureAwait(false);
                await MeasureAsync<ExchangeJob>(one, two, settings, "Repartition").ConfigureAwait(false);
            }
        }
    }

    private static async Task MeasureAsync<TJob>(Silos one, Silos two, Settings settings, string workload)
        where TJob : MeasuredJob, new()
    {
        string here = await StartAsync<TJob>(one, settings, $"{workload} on one").ConfigureAwait(false);
        string there = await StartAsync<TJob>(two, settings, $"{workload} on two").ConfigureAwait(false);
        double idle = 0;
        var nanoseconds = new List<double>();
        double across = settings.Records / 2.0;
        for (int round = 0; round < WarmUp + settings.Rounds; round++)
        {
            Spent alone = await SpendAsync(settings, here).ConfigureAwait(false);
            Spent both = await SpendAsync(settings, there).ConfigureAwait(false);
            if (round == WarmUp - 1)
            {
                Spent nothing = await WatchAsync(() => Task.Delay(Idle)).ConfigureAwait(false);
                idle = nothing.Processor / nothing.Elapsed;
                Console.WriteLine(FormattableString.Invariant($"  {workload}: compiled; without records {idle:0.000} of a processor"));
            }
            else if (round >= WarmUp)
            {
                double Cost(Spent spent) => (spent.Processor - (spent.Elapsed * idle)).TotalNanoseconds / settings.Batches;
                nanoseconds.Add((Cost(both) - Cost(alone)) / across);
                Console.WriteLine(FormattableString.Invariant(
                    $"  {Cost(alone) / settings.Records:0.0} ns a record on one silo, {Cost(both) / settings.Records:0.0} on two: {nanoseconds[^1]:0.0} ns and {(both.Bytes - alone.Bytes) / settings.Batches / across:0.0} bytes for one that goes across"));
            }
        }

        await one.Client.StopAsync(here, graceful: false).ConfigureAwait(false);
        await two.Client.StopAsync(there, graceful: false).ConfigureAwait(false);
        Console.WriteLine(FormattableString.Invariant(
            $"  {workload}: median {nanoseconds.Order().ElementAt(nanoseconds.Count / 2):0.0} ns of processor time, both ends together"));
    }

    /// <summary>Starts a job whose batches are empty for now.</summary>
    private static async Task<string> StartAsync<TJob>(Silos silos, Settings settings, string job)
        where TJob : MeasuredJob, new()
    {
        Ration.Give(job, 0);
        await silos.SubmitAsync<TJob>(settings, job, Interval).ConfigureAwait(false);
        return job;
    }

    /// <summary>Lets a job have batches with records, and waits until it is done with them.</summary>
    private static Task<Spent> SpendAsync(Settings settings, string job)
    {
        int before = MeasuredJob.SumsOf(job).Count;
        return WatchAsync(async () =>
        {
            Ration.Give(job, settings.Batches);
            while (MeasuredJob.SumsOf(job).Count < before + settings.Batches)
            {
                await Task.Delay(Poll).ConfigureAwait(false);
            }

            // The end of the last one.
            await Task.Delay(Interval).ConfigureAwait(false);
            if (MeasuredJob.SumsOf(job).Any(sum => sum != settings.Records))
            {
                throw new InvalidOperationException($"{job}: batches of {settings.Records} records gave {string.Join(", ", MeasuredJob.SumsOf(job))}.");
            }
        });
    }

    private static async Task<Spent> WatchAsync(Func<Task> work)
    {
        GC.Collect();
        using var bytes = new SentBytes();
        using var process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        var clock = Stopwatch.StartNew();
        await work().ConfigureAwait(false);
        process.Refresh();
        return new Spent(process.TotalProcessorTime - before, clock.Elapsed, bytes.Total);
    }

    /// <summary>What the process spent: processor time, time, and bytes sent.</summary>
    private sealed record Spent(TimeSpan Processor, TimeSpan Elapsed, long Bytes);
}
