using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Remote;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Sources.Tables;

/// <summary>Tables that streams of changes make.</summary>
public sealed class ChangedTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Records_are_looked_up_after_the_changes_of_their_batch_in_one_process_as_on_hosts(int seed)
    {
        World world = new(new Random(seed));
        await using (var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), StreamingTestHarness.CreateOptions()))
        {
            world.Define(harness.Context);
            await harness.StartAsync();
            await harness.AdvanceAsync(World.Batches);
            world.Check(harness.Outputs);
        }

        var store = new InMemoryCheckpointStore();
        await RemoteJob.RunAsync(
            world.Define,
            async driver =>
            {
                await driver.AdvanceAsync(World.Batches);
                world.Check(driver.Outputs);
            },
            configure: options => options.CheckpointStore = store);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_job_that_fails_and_goes_on_sees_the_rows_that_it_would_have_seen(int seed)
    {
        World world = new(new Random(seed));
        var time = new VirtualTime();
        var store = new InMemoryCheckpointStore();
        var outputs = new OutputCollector();
        for (int life = 0; life < World.Batches; life++)
        {
            StreamingContextOptions options = StreamingTestHarness.CreateOptions();
            options.TimeProvider = time;
            options.CheckpointStore = store;
            options.MaxBatchAttempts = 1;
            await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { Outputs = outputs, ExpectsFailure = true };
            world.Define(harness.Context);
            bool fails = life % 2 == 0;
            harness.Context.QueueStream(new Queue<Rdd<int>>()).ForeachRdd((_, _) => fails ? throw new InjectedFaultException() : Task.CompletedTask);
            await harness.StartAsync();
            await harness.AdvanceAsync(1);
        }

        world.Check(outputs);
    }

    private sealed class World(Random random)
    {
        internal const int Batches = 12;

        private readonly (int Key, string Value)[][] _records = [.. Enumerable.Range(0, Batches).Select(batch => Enumerable.Range(0, random.Next(15)).Select(i => (random.Next(5), $"{batch}.{i}")).ToArray())];

        private readonly (int Key, Option<string> Row)[][] _changes =
        [
            .. Enumerable.Range(0, Batches).Select(batch => Enumerable.Range(0, random.Next(5))
                .Select(i => (random.Next(5), random.Next(3) == 0 ? Option<string>.None : Option.Some($"row {batch}.{i}"))).ToArray()),
        ];

        internal void Define(StreamingContext ssc)
        {
            DStream<(int Key, string Value)> records = ssc.AddressedInput("records", new ListFeed<(int Key, string Value)>([.. _records.Select(batch => FeedBatch.Cut(batch, 3))]));
            DStream<(int Key, Option<string> Row)> changes = ssc.AddressedInput("changes", new ListFeed<(int Key, Option<string> Row)>([.. _changes.Select(batch => FeedBatch.Cut(batch, 2))]));
            records.LeftOuterJoinTable(changes).Named("outer-table").CollectTo("outer");
            records.JoinTable(changes).Named("inner-table").CollectTo("inner");
        }

        internal void Check(OutputCollector outputs)
        {
            var rows = new Dictionary<int, string>();
            for (int i = 0; i < Batches; i++)
            {
                foreach ((int key, Option<string> row) in _changes[i])
                {
                    if (row.HasValue)
                    {
                        rows[key] = row.Value;
                    }
                    else
                    {
                        rows.Remove(key);
                    }
                }

                (int Key, (string, Option<string>))[] outer =
                    [.. _records[i].Select(record => (record.Key, (record.Value, rows.TryGetValue(record.Key, out string? row) ? Option.Some(row) : Option<string>.None)))];
                Assert.Equal(outer.OrderBy(Text), outputs.Output<(int Key, (string, Option<string>))>("outer").Batches[i].Records.OrderBy(Text));
                Assert.Equal(
                    outer.Where(record => record.Item2.Item2.HasValue).Select(record => (record.Key, (record.Item2.Item1, record.Item2.Item2.Value))).OrderBy(record => record.Item2.Item1),
                    outputs.Output<(int Key, (string, string))>("inner").Batches[i].Records.OrderBy(record => record.Item2.Item1));
            }
        }

        private static string Text((int Key, (string Value, Option<string>) Pair) record) => record.Pair.Value;
    }
}
