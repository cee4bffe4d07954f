using System.Diagnostics.Metrics;
using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Remote;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Sources.Tables;

public sealed class LookupTableTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Each_batch_is_joined_with_one_version_in_one_process_as_on_hosts(int seed)
    {
        var random = new Random(seed);
        (int, string)[][] batches = [.. Enumerable.Range(0, 9).Select(batch => Enumerable.Range(0, random.Next(20)).Select(i => (random.Next(6), $"{batch}.{i}")).ToArray())];
        Dictionary<int, string>[] versions = [.. Enumerable.Range(0, 5).Select(version => Enumerable.Range(0, 6).Where(_ => random.Next(3) > 0).ToDictionary(key => key, key => $"{key} of {version}"))];
        var outputs = new OutputCollector();
        await using (var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), StreamingTestHarness.CreateOptions()) { Outputs = outputs })
        {
            Define(harness.Context);
            await harness.StartAsync();
            await harness.AdvanceAsync(batches.Length);
            Check(harness.Outputs);
        }

        await RemoteJob.RunAsync(Define, async driver =>
        {
            await driver.AdvanceAsync(batches.Length);
            Check(driver.Outputs);
        });

        void Define(StreamingContext ssc)
        {
            var loader = new Loader(versions);
            DStream<(int Key, string Value)> records = ssc.AddressedInput("records", new ListFeed<(int Key, string Value)>([.. batches.Select(batch => FeedBatch.Cut(batch, 3))]));
            LookupTable<int, string> table = ssc.LookupTable(TimeSpan.FromSeconds(2), loader.NextAsync);
            records.JoinTable(table).CollectTo("inner");
            records.LeftOuterJoinTable(table).CollectTo("outer");
            records.FullOuterJoin(table.Rows(), 2).CollectTo("full");
            table.CollectTo("versions");
        }

        void Check(OutputCollector outputs)
        {
            for (int i = 0; i < batches.Length; i++)
            {
                // Loaded at the start, and before the third batch, the fifth and so on.
                Dictionary<int, string> rows = versions[i / 2];
                Assert.Equal(
                    batches[i].Where(record => rows.ContainsKey(record.Item1)).Select(record => (record.Item1, (record.Item2, rows[record.Item1]))),
                    outputs.Output<(int, (string, string))>("inner").Batches[i].Records);
                Assert.Equal(
                    batches[i].Select(record => (record.Item1, (record.Item2, rows.TryGetValue(record.Item1, out string? row) ? Option.Some(row) : Option<string>.None))),
                    outputs.Output<(int, (string, Option<string>))>("outer").Batches[i].Records);
                Assert.Equal(
                    batches[i].Where(record => !rows.ContainsKey(record.Item1)).Count() + rows.Sum(row => Math.Max(1, batches[i].Count(record => record.Item1 == row.Key))),
                    outputs.Output<(int, (Option<string>, Option<string>))>("full").Batches[i].Records.Count);
                LookupVersion version = Assert.Single(outputs.Output<LookupVersion>("versions").Batches[i].Records);
                Assert.Equal(((i / 2) + 1, rows.Count), (version.Number, version.Rows));
                Assert.Equal(outputs.Output<LookupVersion>("versions").Batches[i / 2 * 2].Time, version.Since);
            }
        }
    }

    [Fact]
    public async Task A_batch_that_is_tried_again_has_the_version_that_it_had()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.CheckpointStore = new InMemoryCheckpointStore();
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        int loads = 0;
        var seen = new List<string>();
        LookupTable<int, int> table = harness.Context.LookupTable(TimeSpan.FromSeconds(1), _ => Task.FromResult<IEnumerable<(int, int)>>([(1, ++loads)]));
        harness.Context.AddressedInput("records", new FunctionFeed<(int Key, int Value)>(batch => FeedBatch.Cut([(1, (int)batch)], 1)))
            .JoinTable(table)
            .ForeachRdd(async (rdd, time) =>
            {
                (int batch, int version) = (await rdd.FirstAsync()).Value;
                seen.Add($"{batch} {version}");

                // Batches after this one are sealed meanwhile, with versions of their own.
                if (batch == 1 && seen.Count(line => line.StartsWith('1')) < 3)
                {
                    throw new InjectedFaultException();
                }
            });
        harness.ExpectsFailure = true;
        await harness.StartAsync();
        await harness.AdvanceAsync(4);

        Assert.Equal(["0 1", "1 2", "1 2", "1 2", "2 3", "3 4"], seen);
    }

    [Fact]
    public async Task A_table_that_cannot_be_loaded_again_stays_which_is_counted_and_told()
    {
        using var log = new WarningLog();
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.JobName = $"lookup-{Guid.NewGuid():N}";
        options.LoggerFactory = log;
        var counted = new List<string>();
        using MeterListener listener = Listen(options.JobName, counted);
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        int loads = 0;
        harness.Context.LookupTable(TimeSpan.FromSeconds(1), _ => ++loads is 2 or 3 ? throw new InjectedFaultException("away") : Task.FromResult<IEnumerable<(int, int)>>([(1, loads)]))
            .Named("prices")
            .CollectTo("versions");
        await harness.StartAsync();
        await harness.AdvanceAsync(5);

        Assert.Equal([1L, 1, 1, 2, 3], harness.Output<LookupVersion>("versions").Batches.Select(batch => batch.Records[0].Number));
        Assert.Equal(["prices", "prices"], counted);
        Assert.Equal(2, log.Messages().Count(line => line.Contains("prices could not be loaded again; version 1, in use since batch", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_start_without_the_table_fails()
    {
        await using var harness = new StreamingTestHarness();
        harness.Context.LookupTable<int, int>(TimeSpan.FromSeconds(1), _ => throw new InjectedFaultException("away")).Print();
        Assert.Equal("away", (await Assert.ThrowsAsync<InjectedFaultException>(() => harness.StartAsync())).Message);
    }

    [Fact]
    public async Task A_key_with_two_rows_is_an_error()
    {
        await using var harness = new StreamingTestHarness();
        harness.Context.LookupTable(TimeSpan.FromSeconds(1), _ => Task.FromResult<IEnumerable<(int, int)>>([(7, 1), (7, 2)])).Named("prices").Print();
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => harness.StartAsync());
        Assert.Contains("prices was loaded with two rows of the key '7'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_life_that_goes_on_loads_the_table_for_what_was_left_open()
    {
        var time = new VirtualTime();
        var store = new InMemoryCheckpointStore();
        var outputs = new OutputCollector();
        int loads = 0;
        for (int life = 0; life < 2; life++)
        {
            bool fails = life == 0;
            StreamingContextOptions options = StreamingTestHarness.CreateOptions();
            options.TimeProvider = time;
            options.CheckpointStore = store;
            options.MaxBatchAttempts = 1;
            await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { Outputs = outputs, ExpectsFailure = fails };
            LookupTable<int, int> table = harness.Context.LookupTable(TimeSpan.FromMinutes(1), _ => Task.FromResult<IEnumerable<(int, int)>>([(1, ++loads)]));
            DStream<(int Key, (int Left, int Right) Value)> joined = harness.Context
                .AddressedInput("records", new FunctionFeed<(int Key, int Value)>(batch => FeedBatch.Cut([(1, (int)batch)], 1)))
                .JoinTable(table);
            joined.CollectTo("joined");
            joined.ForeachRdd((_, _) => fails ? throw new InjectedFaultException() : Task.CompletedTask);
            await harness.StartAsync();
            await harness.AdvanceAsync(1);
        }

        Assert.Equal([(0, 2), (1, 2)], outputs.Output<(int Key, (int Left, int Right) Value)>("joined").Batches.SelectMany(batch => batch.Records).Select(record => record.Value));
    }

    [Fact]
    public async Task A_batch_of_an_earlier_life_has_the_version_of_its_first_attempt_in_this_one()
    {
        var time = new VirtualTime();
        var store = new InMemoryCheckpointStore();
        int loads = 0;
        var seen = new List<string>();
        for (int life = 0; life < 2; life++)
        {
            bool isFirst = life == 0;
            StreamingContextOptions options = StreamingTestHarness.CreateOptions();
            options.TimeProvider = time;
            options.CheckpointStore = store;
            options.MaxBatchAttempts = isFirst ? 1 : 4;
            await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { ExpectsFailure = isFirst };
            var loadedAgain = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            int atStart = loads + 1;
            LookupTable<int, int> table = harness.Context.LookupTable(TimeSpan.FromSeconds(1), _ =>
            {
                loads++;
                if (loads > atStart)
                {
                    loadedAgain.TrySetResult();
                }

                return Task.FromResult<IEnumerable<(int, int)>>([(1, loads)]);
            });
            harness.Context.AddressedInput("records", new FunctionFeed<(int Key, int Value)>(batch => FeedBatch.Cut([(1, (int)batch)], 1)))
                .JoinTable(table)
                .ForeachRdd(async (rdd, _) =>
                {
                    (int batch, int version) = (await rdd.FirstAsync()).Value;
                    seen.Add($"{batch} {version}");
                    if (batch == 0 && seen.Count < 4)
                    {
                        // The table is loaded for a batch after this one, before this one is tried again.
                        await (isFirst ? Task.CompletedTask : loadedAgain.Task.WaitAsync(TimeSpan.FromMinutes(1), TimeProvider.System));
                        throw new InjectedFaultException();
                    }
                });
            if (!isFirst)
            {
                time.Advance(TimeSpan.FromSeconds(3));
            }

            await harness.StartAsync();
            await harness.AdvanceAsync(1);
        }

        Assert.Equal(["0 1", "0 2", "0 2", "0 2"], seen.Take(4));
    }

    [Fact]
    public async Task Arguments_are_checked()
    {
        await using var one = new StreamingContext(TimeSpan.FromSeconds(1));
        await using var other = new StreamingContext(TimeSpan.FromSeconds(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => one.LookupTable(TimeSpan.Zero, _ => Task.FromResult<IEnumerable<(int, int)>>([])));
        Assert.Throws<ArgumentNullException>(() => one.LookupTable<int, int>(TimeSpan.FromSeconds(1), null!));
        LookupTable<int, int> table = one.LookupTable(TimeSpan.FromSeconds(1), _ => Task.FromResult<IEnumerable<(int, int)>>([]));
        Assert.Throws<ArgumentException>(() => other.QueueStream(new Queue<Rdd<(int, int)>>()).JoinTable(table));
    }

    private static MeterListener Listen(string job, List<string> counted)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "orleans-stream-lookup-failures")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var values = tags.ToArray().ToDictionary(tag => tag.Key, tag => $"{tag.Value}");
            if (values["job"] == job)
            {
                counted.Add(values["table"]);
            }
        });
        listener.Start();
        return listener;
    }

    /// <summary>Gives one version after the other.</summary>
    private sealed class Loader(Dictionary<int, string>[] versions)
    {
        private int _loads;

        internal Task<IEnumerable<(int Key, string Row)>> NextAsync(CancellationToken cancellation) =>
            Task.FromResult(versions[_loads++].Select(row => (row.Key, row.Value)));
    }
}
