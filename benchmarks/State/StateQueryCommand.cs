using System.CommandLine;

namespace OrleansStream.Benchmarks;

/// <summary>The command that measures questions for the state of a running job.</summary>
internal static class StateQueryCommand
{
    private static readonly System.CommandLine.Option<int> Keys = BenchmarkCommand.Count("--keys", "The keys that have a state.", 1_000_000, 1);

    private static readonly System.CommandLine.Option<int> Records = BenchmarkCommand.Count("--records", "The records in each batch.", 50_000, 0);

    private static readonly System.CommandLine.Option<int> Interval = BenchmarkCommand.Count("--interval-ms", "The batch interval in milliseconds.", 100, 1);

    private static readonly System.CommandLine.Option<int> Seconds = BenchmarkCommand.Count("--seconds", "How long to measure each way of asking.", 5, 1);

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Command command = new("state-query", "Asks a running job for the state of keys, and a dictionary beside it, and prints rates and percentiles.")
        {
            Keys, Records, Interval, Seconds,
        };
        command.SetAction(async (parsed, stop) =>
        {
            new ReportPrinter(Console.Out).PrintHost(HostFacts.Read());
            StateQueryRun run = new(
                parsed.GetValue(Keys),
                parsed.GetValue(Records),
                TimeSpan.FromMilliseconds(parsed.GetValue(Interval)),
                TimeSpan.FromSeconds(parsed.GetValue(Seconds)));
            foreach (StateQueryReport report in await run.RunAsync(stop))
            {
                report.Print(Console.Out);
            }

            return 0;
        });
        return command;
    }
}
