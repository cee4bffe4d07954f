using Pipeline;

namespace OrleansStream.EndToEnd.Tests;

/// <summary><see cref="OrderTotals"/> in a process of its own, which may be killed.</summary>
internal static class PipelineProcess
{
    internal const string Started = "started";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs the job until its input ends, and tells of each batch.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(string directory, string brokers, string files, string database)
    {
        await using StreamingContext ssc = StreamingContext.GetOrCreate(directory, () => Define(brokers, files, database));
        await ssc.StartAsync();
        await Console.Out.WriteLineAsync(Started);

        // The console's asynchronous calls are not.
        Task<string> end = Task.Run(Console.In.ReadToEnd);
        await Task.WhenAny(end, ssc.AwaitTerminationAsync()).Unwrap();
        await ssc.StopAsync();
        return 0;
    }

    private static StreamingContext Define(string brokers, string files, string database)
    {
        var options = new StreamingContextOptions { JobName = "order-totals", EngineThreads = 2, DefaultPartitions = 3, GracefulStopTimeout = TimeSpan.FromMinutes(1) };
        var ssc = new StreamingContext(Interval, options);
        new OrderTotals().Define(ssc, JobArguments.Parse(["--brokers", brokers, "--files", files, "--database", database, "--maxRate", "200"]));
        ssc.AddStreamingListener(new Teller());
        return ssc;
    }

    private sealed class Teller : StreamingListener
    {
        public override void OnBatchCompleted(BatchInfo batch) => Console.Out.WriteLine(FormattableString.Invariant($"{batch.BatchTime.Milliseconds}"));
    }
}
