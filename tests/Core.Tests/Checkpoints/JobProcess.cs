using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A job in a process of its own, which may be killed: batch n writes the lines <c>n.0</c> to <c>n.9</c> to files, and of each of the
/// ten what state and windows have come to.</summary>
internal static class JobProcess
{
    internal const int Fenced = 3;
    internal const string Started = "started";

    internal const int Window = 5;

    internal static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>What a batch writes.</summary>
    internal static IEnumerable<string> Expected(int batch) => Enumerable.Range(0, 10).SelectMany(number => (string[])
    [
        $"{batch}.{number}",
        $"count {number} {batch + 1}",
        $"sum {number} {batch + 1}",
        $"window {number} {Math.Min(batch + 1, Window)}",
        $"inverse {number} {Math.Min(batch + 1, Window)}",
    ]);

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
        DStream<(char Key, long Value)> ones = lines.Map(line => (line[^1], 1L));
        TimeSpan window = Window * Interval;
        ssc.Union(
            lines,
            ones.MapWithState(StateSpec.Of<long>(), (key, one, state) =>
            {
                state.Update(state.GetOption().GetValueOrDefault(0) + one.Value);
                return $"count {key} {state.Get()}";
            }).Named("count"),
            ones.UpdateStateByKey(StateSpec.Of<List<long>>(), (values, seen) => Option.Some<List<long>>([.. seen.GetValueOrDefault([]), .. values.Take(1000)]))
                .Named("sum").Map(pair => $"sum {pair.Key} {pair.Value.Count}"),
            ones.ReduceByKeyAndWindow((left, right) => left + right, window, Interval).Map(pair => $"window {pair.Key} {pair.Value}"),
            ones.ReduceByKeyAndWindow((left, right) => left + right, (sum, left) => sum - left, window, Interval)
                .Named("inverse").Map(pair => $"inverse {pair.Key} {pair.Value}"))
            .SaveAsTextFiles(Path.Join(directory, "out"));
        ssc.AddStreamingListener(new Teller(records));
        return ssc;
    }

    private sealed class Teller(Accumulator<long, long> records) : StreamingListener
    {
        public override void OnBatchCompleted(BatchInfo batch) => Console.Out.WriteLine(FormattableString.Invariant($"{batch.BatchTime.Milliseconds} {records.Value}"));
    }
}
