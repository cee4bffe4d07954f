namespace OrleansStream.ClusterBenchmarks;

/// <summary>What Orleans costs where nothing crosses a wire: one silo against the engine embedded.</summary>
internal static class OneSilo
{
    internal static async Task RunAsync(Settings settings)
    {
        using var times = new BatchTimes();
        var run = new Run(times, settings, TimeSpan.FromSeconds(1));
        Silos silos = await Silos.StartAsync(count: 1, settings.Threads).ConfigureAwait(false);
        await using (silos.ConfigureAwait(false))
        {
            Console.WriteLine($"One silo against embedded: {settings.Records} records a batch, a batch a second, {settings.Threads} threads.");
            await CompareAsync<ReduceJob>(run, silos, settings, "ReduceByKey").ConfigureAwait(false);
            await CompareAsync<StateJob>(run, silos, settings, "MapWithState").ConfigureAwait(false);
        }
    }

    private static async Task CompareAsync<TJob>(Run run, Silos silos, Settings settings, string workload)
        where TJob : MeasuredJob, new()
    {
        var embedded = new List<double>();
        var onSilo = new List<double>();
        for (int round = 0; round < settings.Rounds; round++)
        {
            embedded.AddRange(await run.EmbeddedAsync<TJob>($"{workload} embedded {round}").ConfigureAwait(false));
            onSilo.AddRange(await run.OnSilosAsync<TJob>(silos, $"{workload} silo {round}").ConfigureAwait(false));
        }

        Console.WriteLine(FormattableString.Invariant(
            $"  {workload,-14} embedded {Median(embedded),7:0.0} ms a batch, silo {Median(onSilo),7:0.0} ms: {Median(embedded) / Median(onSilo),5:0.00} of the throughput"));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
