using System.CommandLine;

namespace OrleansStream.Benchmarks;

/// <summary>The command that measures how late batches are at a short interval.</summary>
internal static class LatencyCommand
{
    private static readonly System.CommandLine.Option<int> Interval = BenchmarkCommand.Count("--interval-ms", "The batch interval in milliseconds.", 10, 1);

    private static readonly System.CommandLine.Option<int> Records = BenchmarkCommand.Count("--records", "The records in each batch.", 1000, 2);

    private static readonly System.CommandLine.Option<int> Seconds = BenchmarkCommand.Count("--seconds", "How long to measure.", 60, 1);

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Command command = new("latency", "Runs short batches on the system clock and prints percentiles of their delays.") { Interval, Records, Seconds };
        command.SetAction(async (parsed, stop) =>
        {
            new ReportPrinter(Console.Out).PrintHost(HostFacts.Read());
            LatencyRun run = new(
                TimeSpan.FromMilliseconds(parsed.GetValue(Interval)), parsed.GetValue(Records), TimeSpan.FromSeconds(parsed.GetValue(Seconds)));
            (await run.RunAsync(stop)).Print(Console.Out);
            return 0;
        });
        return command;
    }
}
