using System.CommandLine;

namespace OrleansStream.Benchmarks;

/// <summary>The command that measures what the receivers' write-ahead log costs.</summary>
internal static class ReceiverLogCommand
{
    // As many as a source with several partitions has on their way.
    private const int Writers = 16;

    private static readonly System.CommandLine.Option<int> Blocks = BenchmarkCommand.Count("--blocks", "How many blocks each run stores.", 1000, 1);

    private static readonly System.CommandLine.Option<int> Records = BenchmarkCommand.Count("--records", "The records in each block.", 1000, 1);

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Command command = new("receiver-log", "Stores blocks through a receiver with and without the write-ahead log.") { Blocks, Records, BenchmarkCommand.Directory };
        command.SetAction(async (parsed, stop) =>
        {
            new ReportPrinter(Console.Out).PrintHost(HostFacts.Read());
            foreach (int writers in (int[])[1, Writers])
            {
                foreach (bool logged in (bool[])[false, true])
                {
                    ReceiverLogRun run = new(parsed.GetValue(BenchmarkCommand.Directory)!, parsed.GetValue(Blocks), parsed.GetValue(Records), writers, logged);
                    await run.RunAsync(Console.Out, stop);
                }
            }

            return 0;
        });
        return command;
    }
}
