using System.CommandLine;

namespace OrleansStream.Benchmarks;

/// <summary>The command that runs a job for long and says whether its memory stayed flat.</summary>
internal static class SoakCommand
{
    private const long DefaultMemoryLimit = 4 << 20;

    private static readonly System.CommandLine.Option<int> Minutes = BenchmarkCommand.Count("--minutes", "How long to run.", 10, 1);

    private static readonly System.CommandLine.Option<int> Seconds = BenchmarkCommand.Count("--seconds", "How long to run, in place of --minutes.", 0, 0);

    private static readonly System.CommandLine.Option<int> Rate = BenchmarkCommand.Count("--rate", "Records per second of each source.", 20_000, 100);

    private static readonly System.CommandLine.Option<int> Tolerance = BenchmarkCommand.Count("--tolerance", "By how many percent memory may grow.", 10, 0);

    private static readonly System.CommandLine.Option<long> MemoryLimit =
        BenchmarkCommand.Bytes("--memory-limit", "What the job may keep in memory; the rest goes to disk. [default: 4MB]");

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        Command command = new("soak", "Runs a job at a steady rate on the system clock and says whether its memory stayed flat (exit code 1 if not).")
        {
            Minutes, Seconds, Rate, MemoryLimit, Tolerance,
        };
        command.SetAction(async (parsed, stop) =>
        {
            new ReportPrinter(Console.Out).PrintHost(HostFacts.Read());
            int seconds = parsed.GetValue(Seconds);
            TimeSpan duration = seconds > 0 ? TimeSpan.FromSeconds(seconds) : TimeSpan.FromMinutes(parsed.GetValue(Minutes));
            long limit = parsed.GetResult(MemoryLimit) is null ? DefaultMemoryLimit : parsed.GetValue(MemoryLimit);
            SoakRun run = new(new SoakSettings(duration, parsed.GetValue(Rate), limit, parsed.GetValue(Tolerance)), Console.Out);
            SoakVerdict verdict = await run.RunAsync(stop);
            verdict.Print(Console.Out);
            return verdict.IsFlat ? 0 : 1;
        });
        return command;
    }
}
