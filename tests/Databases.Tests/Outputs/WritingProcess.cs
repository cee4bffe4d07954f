using Npgsql;
using OrleansStream.Testing;

namespace OrleansStream.Databases.Tests.Outputs;

/// <summary>A job in a process of its own, which may be killed: batch n inserts ten rows (n, 0) to (n, 9) and replaces the sums of three keys.</summary>
internal static class WritingProcess
{
    internal const string Started = "started";
    internal const int RowsPerBatch = 10;
    internal const int Keys = 3;

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs the job until its input ends, and tells of each batch.</summary>
    /// <returns>The exit code.</returns>
    internal static async Task<int> RunAsync(string directory, string database)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(database);
        await using StreamingContext ssc = StreamingContext.GetOrCreate(Path.Join(directory, "checkpoint"), () => Define(source));
        await ssc.StartAsync();
        await Console.Out.WriteLineAsync(Started);

        // The console's asynchronous calls are not.
        Task<string> end = Task.Run(Console.In.ReadToEnd);
        await Task.WhenAny(end, ssc.AwaitTerminationAsync()).Unwrap();
        await ssc.StopAsync();
        return 0;
    }

    /// <summary>The sum of a key after so many batches.</summary>
    internal static long Sum(int key, long batches) =>
        Enumerable.Range(0, RowsPerBatch).Where(line => line % Keys == key).Sum(line => (batches * line) + (batches * (batches - 1) / 2));

    private static StreamingContext Define(NpgsqlDataSource database)
    {
        // What batches there are when the job is stopped are to be finished.
        var options = new StreamingContextOptions { JobName = "killed", EngineThreads = 2, GracefulStopTimeout = TimeSpan.FromMinutes(1) };
        var ssc = new StreamingContext(Interval, options);
        DStream<Entry> entries = ssc.AddressedInput(
            "entries", new FunctionFeed<Entry>(batch => FeedBatch.Cut(Enumerable.Range(0, RowsPerBatch).Select(line => new Entry(batch, line)), 3)));
        entries.SaveToDatabase(database, SqlDialect.PostgreSql, TableSpec.Of<Entry>("entries").CreateIfMissing(), new DatabaseSinkOptions { RowsPerStatement = 2 });
        entries.Map(entry => (entry.Line % Keys, entry.Batch + entry.Line))
            .UpdateStateByKey(StateSpec.Of<long>(), (values, sum) => Option.Some(sum.GetValueOrDefault(0) + values.Sum()))
            .Named("sums")
            .SaveToDatabase(
                database,
                SqlDialect.PostgreSql,
                TableSpec.Of<(int Key, long Sum)>("sums").Column("key", pair => pair.Key).Column("sum", pair => pair.Sum).Key("key").CreateIfMissing());
        ssc.AddStreamingListener(new Teller());
        return ssc;
    }

    internal sealed record Entry(long Batch, int Line);

    private sealed class Teller : StreamingListener
    {
        public override void OnBatchCompleted(BatchInfo batch) => Console.Out.WriteLine(FormattableString.Invariant($"{batch.BatchTime.Milliseconds}"));
    }
}
