using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Databases.Tests.Outputs;

/// <summary>Random batches over many lives of a job, in which tasks, batches and the store of checkpoints fail, beside what should be in the tables.</summary>
public sealed class RecoveryTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    [PostgresTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Each_record_is_in_the_tables_once_whatever_fails(int seed)
    {
        await using TestDatabase database = await TestDatabase.CreateAsync(server);
        var random = new Random(seed);
        var time = new VirtualTime();
        var store = new InMemoryCheckpointStore();
        var feeds = new Feeding();
        int failures = 0;
        for (int life = 0; life < 12; life++)
        {
            var faulty = new FaultyCheckpointStore(store);
            int fault = life == 11 ? 0 : random.Next(4);
            failures += fault == 0 ? 0 : 1;
            if (fault == 1)
            {
                faulty.FailAt(StoreOperation.CompareAndSwapHead, random.Next(3, 8));
            }

            StreamingContextOptions options = StreamingTestHarness.CreateOptions();
            options.JobName = "lives";
            options.TimeProvider = time;
            options.CheckpointStore = faulty;
            options.MaxBatchAttempts = fault == 2 ? 1 : 2;
            options.MaxTaskFailures = 2;
            await using var run = new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { ExpectsFailure = true };
            DStream<(int Key, int Value)> records = run.Context.AddressedInput("records", new FunctionFeed<(int Key, int Value)>(feeds.Read));

            // A fault that a life is over at, or one that an attempt or a task is run again for.
            var fails = new TransientFault(fault switch { 2 => int.MaxValue, 3 => random.Next(1, 4), _ => 0 });
            int after = random.Next(20);
            int seen = 0;
            records.SaveToDatabase(
                database.Source,
                SqlDialect.PostgreSql,
                TableSpec.Of<(int Key, int Value)>("all").Column("key", row => row.Key).Column("value", row => row.Value).CreateIfMissing(),
                new DatabaseSinkOptions { RowsPerStatement = random.Next(1, 5) });
            records.Map(record =>
                {
                    if (Interlocked.Increment(ref seen) > after)
                    {
                        fails.Strike();
                    }

                    return record;
                })
                .ReduceByKey((left, right) => left + right)
                .UpdateStateByKey(StateSpec.Of<int>(), (values, sum) => Option.Some(sum.GetValueOrDefault(0) + values.Sum()))
                .Named("sums")
                .SaveToDatabase(
                    database.Source,
                    SqlDialect.PostgreSql,
                    TableSpec.Of<(int Key, int Value)>("sums").Column("key", row => row.Key).Column("value", row => row.Value).Key("key").CreateIfMissing());
            await run.StartAsync();
            for (int batches = random.Next(1, 5) + (life == 11 ? 40 : 0); batches > 0 && run.Context.State == StreamingContextState.Active; batches--)
            {
                await run.AdvanceAsync();
            }
        }

        Assert.True(failures > 3, $"seed {seed}");
        string[] expected = [.. feeds.All.Select(row => $"{row.Key},{row.Value}").Order(StringComparer.Ordinal)];
        Assert.Equal(expected, (await database.ReadAsync("SELECT key, value FROM \"all\"")).Order(StringComparer.Ordinal));
        Assert.Equal(
            feeds.All.GroupBy(row => row.Key).OrderBy(row => row.Key).Select(group => $"{group.Key},{group.Sum(row => row.Value)}"),
            await database.ReadAsync("SELECT key, value FROM sums ORDER BY key"));
    }

    /// <summary>Batches that are the same whenever they are asked for; none after the thirtieth has records.</summary>
    private sealed class Feeding
    {
        private const int Last = 30;

        internal IEnumerable<(int Key, int Value)> All => Enumerable.Range(0, Last).SelectMany(batch => Rows(batch));

        internal FeedBatch<(int Key, int Value)>? Read(long batch) => FeedBatch.Cut(batch < Last ? Rows(batch) : [], 3);

        private static IEnumerable<(int Key, int Value)> Rows(long batch)
        {
            var random = new Random((int)batch);
            return [.. Enumerable.Range(0, random.Next(12)).Select(_ => (random.Next(5), random.Next(100)))];
        }
    }
}
