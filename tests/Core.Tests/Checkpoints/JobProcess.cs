using System.Globalization;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A job in a process of its own, which may be killed: batch n writes the lines <c>n.0</c> to <c>n.9</c> to files, also to
/// ones of several batches, and what stateful and windowed streams make of them to others.</summary>
internal static class JobProcess
{
    internal const int Fenced = 3;
    internal const string Started = "started";

    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);
    internal static readonly TimeSpan RollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Runs the job until its input ends, and tells of each batch.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(string directory)
    {
        await using StreamingContext ssc = StreamingContext.GetOrCreate(Path.Join(directory, "checkpoint"), () => Define(directory));
        await ssc.StartAsync();
        await Console.Out.WriteLineAsync(Started);

        // The console's asynchronous calls are not.
        Task<string> end = Task.Run(Console.In.ReadToEnd);
        try
        {
            await Task.WhenAny(end, ssc.AwaitTerminationAsync()).Unwrap();
            await ssc.StopAsync();
            return 0;
        }
        catch (JobFencedException error)
        {
            await Console.Error.WriteLineAsync(error.Message);
            return Fenced;
        }
    }

    private static StreamingContext Define(string directory)
    {
        var ssc = new StreamingContext(Interval, new StreamingContextOptions { EngineThreads = 2 });
        Accumulator<long, long> records = ssc.LongAccumulator("records");
        DStream<string> lines = ssc.AddressedInput("numbers", new FunctionFeed<string>(batch => FeedBatch.Cut(Enumerable.Range(0, 10).Select(i => FormattableString.Invariant($"{batch}.{i}")), 2)))
            .Map(line =>
            {
                records.Add(1);
                return line;
            });
        lines.SaveAsTextFiles(Path.Join(directory, "out"));
        lines.SaveAsFiles(
            Path.Join(directory, "rolled"), new TextOutputFormat<string>(), new FileOutputOptions { MaxFiles = 1, RollInterval = RollInterval });
        StatefulJob.Of(lines.Map(line => int.Parse(line.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture)), Interval)
            .Repartition(1)
            .SaveAsTextFiles(Path.Join(directory, "state"));
        ssc.AddStreamingListener(new Teller(records));
        return ssc;
    }

    private sealed class Teller(Accumulator<long, long> records) : StreamingListener
    {
        public override void OnBatchCompleted(BatchInfo batch) => Console.Out.WriteLine(FormattableString.Invariant($"{batch.BatchTime.Milliseconds} {records.Value}"));
    }
}
