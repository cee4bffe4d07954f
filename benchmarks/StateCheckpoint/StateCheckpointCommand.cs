using System.CommandLine;

namespace OrleansStream.Benchmarks;

/// <summary>The command that measures what the checkpoint of state costs, and how long a recovery takes.</summary>
internal static class StateCheckpointCommand
{
    private static readonly System.CommandLine.Option<int> Keys = BenchmarkCommand.Count("--keys", "The keys that have a state.", 1_000_000, 1);

    private static readonly System.CommandLine.Option<int> Records = BenchmarkCommand.Count("--records", "The records in each batch.", 500_000, 1);

    private static readonly System.CommandLine.Option<int> Batches = BenchmarkCommand.Count("--batches", "How many batches are committed after the first, one a second.", 8, 2);

    private static readonly System.CommandLine.Option<int> Recoveries = BenchmarkCommand.Count("--recoveries", "How often the job is started again.", 4, 1);

    private static readonly System.CommandLine.Option<string?> Recover = new("--recover")
    {
        Description = "Only starts the job from the checkpoint in this directory, once.",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Command command = new("state-checkpoint", "Counts by key with a checkpoint, prints what commits write and take, and starts the job again from it.")
        {
            Keys, Records, Batches, Recoveries, BenchmarkCommand.Directory, Recover,
        };
        command.SetAction(async (parsed, stop) =>
        {
            if (parsed.GetValue(Recover) is { } checkpoint)
            {
                (TimeSpan took, long keys) = await new StateRecoveries(checkpoint).RecoverAsync(stop);
                Console.WriteLine(FormattableString.Invariant($"    in a new process: {took.TotalMilliseconds:N0} ms, {keys:N0} keys"));
                return 0;
            }

            new ReportPrinter(Console.Out).PrintHost(HostFacts.Read());
            var run = new StateCheckpointRun(
                parsed.GetValue(BenchmarkCommand.Directory)!, parsed.GetValue(Keys), parsed.GetValue(Records), parsed.GetValue(Batches), parsed.GetValue(Recoveries));
            await run.RunAsync(Console.Out, stop);
            return 0;
        });
        return command;
    }
}
