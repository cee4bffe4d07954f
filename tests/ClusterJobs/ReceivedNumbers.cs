using System.Globalization;

namespace OrleansStream.ClusterJobs;

/// <summary>Writes to text files what a receiver reads from an outside system that gives numbers in order and notes, in a file, up to which they have been acknowledged.</summary>
public sealed class ReceivedNumbers : IStreamingJob
{
    public const string Output = "output";
    public const string Acknowledged = "acknowledged";

    /// <summary>How many numbers a receiver takes at once, so that as many may come again after it was killed.</summary>
    public const int AtOnce = 10;

    public void Define(StreamingContext ssc, JobArguments args)
    {
        ArgumentNullException.ThrowIfNull(ssc);
        ArgumentNullException.ThrowIfNull(args);
        ssc.ReceiverStream(new Numbers(args.Get<string>(Acknowledged))).SaveAsTextFiles(args.Get<string>(Output));
    }

    private sealed class Numbers(string acknowledged) : Receiver<long>
    {
        protected override void OnStart() => Run(async stopping =>
        {
            while (true)
            {
                long next = File.Exists(acknowledged) ? long.Parse(await File.ReadAllTextAsync(acknowledged, stopping), CultureInfo.InvariantCulture) : 0;
                await StoreAsync(Enumerable.Range(0, AtOnce).Select(i => next + i), stopping);
                string written = $"{acknowledged}.{Environment.ProcessId}";
                await File.WriteAllTextAsync(written, (next + AtOnce).ToString(CultureInfo.InvariantCulture), stopping);
                File.Move(written, acknowledged, overwrite: true);
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, stopping);
            }
        });
    }
}
