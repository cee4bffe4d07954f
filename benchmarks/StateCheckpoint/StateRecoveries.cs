using System.Diagnostics;
using System.Runtime;
using OrleansStream.Checkpoints;

namespace OrleansStream.Benchmarks;

/// <summary>Starts the job again from its checkpoint, in a process of its own and then here again and again, beside loops that load as many
/// pairs by hand.</summary>
/// <param name="checkpoint">The directory of the checkpoint.</param>
internal sealed class StateRecoveries(string checkpoint)
{
    /// <summary>Starts the job once.</summary>
    /// <returns>How long it took, and how many keys it then has.</returns>
    public async Task<(TimeSpan Took, long Keys)> RecoverAsync(CancellationToken stop)
    {
        await using StreamingContext ssc = CountingJob.Define(new DirectoryCheckpointStore(checkpoint), [], initial: []);
        long start = Stopwatch.GetTimestamp();
        await ssc.StartAsync(stop);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        long keys = ssc.State<long, long>(CountingJob.Operator).Size.Keys;
        await ssc.StopAsync(graceful: true, stop);
        return (took, keys);
    }

    public async Task RunAsync(int recoveries, long[] keys, TextWriter output, CancellationToken stop)
    {
        output.WriteLine(FormattableString.Invariant($"  recovery of {keys.Length:N0} keys"));
        output.WriteLine(await RecoverElsewhereAsync(stop));
        string path = checkpoint + ".pairs";
        try
        {
            PairsFile pairs = new(path);
            pairs.Write(keys);
            for (int life = 1; life <= recoveries; life++)
            {
                Collect();
                (TimeSpan took, long found) = await RecoverAsync(stop);
                Check(found, keys);
                Collect();
                TimeSpan table = Time(() => Check(pairs.LoadTable(), keys));
                Collect();
                TimeSpan dictionary = Time(() => Check(pairs.LoadDictionary(), keys));
                output.WriteLine(FormattableString.Invariant(
                    $"    here, {life}: {took.TotalMilliseconds,8:N0} ms; by hand a dictionary {dictionary.TotalMilliseconds:N0} ms (recovery is {took / dictionary:N2} of it), an inline table {table.TotalMilliseconds:N0} ms ({took / table:N2})"));
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>What a new process says of its recovery.</summary>
    private async Task<string> RecoverElsewhereAsync(CancellationToken stop)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [Environment.GetCommandLineArgs()[0], "state-checkpoint", "--recover", checkpoint])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string said = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return process.ExitCode == 0 ? said.TrimEnd() : throw new InvalidOperationException($"The process that was to recover ended with {process.ExitCode}: {said}");
    }

    private static TimeSpan Time(Action run)
    {
        long start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start);
    }

    private static void Check(long found, long[] keys)
    {
        if (found != keys.Length)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"{found} of {keys.Length} keys are there."));
        }
    }

    /// <summary>What is left of earlier runs is collected outside the time of the next one.</summary>
    private static void Collect()
    {
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
