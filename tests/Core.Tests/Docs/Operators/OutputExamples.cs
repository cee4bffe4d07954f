using System.Collections.Concurrent;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Docs.Operators;

/// <summary>The page on outputs, as tests.</summary>
public sealed class OutputExamples
{
    [Fact]
    public async Task Print_writes_what_the_page_shows()
    {
        var output = new StringWriter { NewLine = "\n" };
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.Output = output;
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        DStream<(string Word, int Count)> counts = harness.Context.AddressedInput<(string, int)>("counts");
        harness.Feed<(string, int)>("counts").Append(("to", 2), ("be", 2), ("or", 1));
        counts.Print(2);
        await harness.StartAsync();
        await harness.AdvanceAsync();

        string time = $"{BatchTime.From(harness.Time.GetUtcNow())}";
        string rule = new('-', 43);
        Assert.Equal([rule, $"Time: {time}", rule, "(to,2)", "(be,2)", "...", "", ""], output.ToString().Split('\n'));
        string page = await File.ReadAllTextAsync(OrleansStream.Tests.Repository.PathTo("docs/operators/outputs.md"));
        Assert.Contains(rule + "\n(to,2)\n(be,2)\n...\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_batch_is_a_directory_of_files_also_an_empty_one()
    {
        using var directory = new TemporaryDirectory();
        await using var harness = new StreamingTestHarness();
        DStream<(string Word, int Count)> counts = harness.Context.AddressedInput<(string, int)>("counts");
        harness.Feed<(string, int)>("counts").AppendPartitions([("to", 2)], [("be", 2), ("or", 1)]).Append().AppendNoDataset();
        counts.SaveAsTextFiles(directory["counts"], "txt");
        await harness.StartAsync();
        BatchTime start = BatchTime.From(harness.Time.GetUtcNow());
        await harness.AdvanceAsync(batches: 3);

        string first = $"counts-{(start + TimeSpan.FromSeconds(1)).Milliseconds}.txt";
        string second = $"counts-{(start + TimeSpan.FromSeconds(2)).Milliseconds}.txt";
        Assert.Equal(
            [$"{first}/", $"{first}/_SUCCESS", $"{first}/part-00000", $"{first}/part-00001", $"{second}/", $"{second}/_SUCCESS", $"{second}/part-00000"],
            directory.Everything());
        Assert.Equal("(be,2)\n(or,1)\n", directory.Read($"{first}/part-00001"));
        Assert.Equal("", directory.Read($"{second}/part-00000"));
    }

    [Fact]
    public async Task Batches_of_a_minute_are_one_file()
    {
        using var directory = new TemporaryDirectory();
        await using var harness = new StreamingTestHarness();
        DStream<(string Word, int Count)> counts = harness.Context.AddressedInput<(string, int)>("counts");
        harness.Feed<(string, int)>("counts").AppendPartitions([("to", 2)], [("be", 2)]).Append(("or", 1));
        string prefix = directory["counts"];
        counts.SaveAsFiles(prefix, new TextOutputFormat<(string Word, int Count)>(), new FileOutputOptions { MaxFiles = 1, RollInterval = TimeSpan.FromMinutes(1) });
        await harness.StartAsync();
        await harness.AdvanceAsync(batches: 60);

        Assert.Equal("(to,2)\n(be,2)\n(or,1)\n", directory.Read("counts-1704067260000/part-00000"));
    }

    [Fact]
    public async Task Object_files_are_read_again_as_records()
    {
        using var directory = new TemporaryDirectory();
        await using var harness = new StreamingTestHarness();
        StreamingContext ssc = harness.Context;
        DStream<(string Word, int Count)> counts = ssc.AddressedInput<(string, int)>("counts");
        harness.Feed<(string, int)>("counts").Append(("to", 2)).Append(("be", 1));
        string prefix = directory["counts"];
        counts.SaveAsObjectFiles(prefix);
        await harness.StartAsync();
        await harness.AdvanceAsync(batches: 2);

        Rdd<(string Word, int Count)> saved = ssc.ObjectFile<(string, int)>(prefix + "-*");

        Assert.Equal([("to", 2), ("be", 1)], await saved.CollectAsync());
    }

    [Fact]
    public async Task A_function_gets_the_dataset_of_each_batch()
    {
        var alerts = new List<string>();
        await using var harness = new StreamingTestHarness();
        DStream<double> temperatures = harness.Context.AddressedInput<double>("temperatures");
        harness.Feed<double>("temperatures").Append(20, 95).Append().AppendNoDataset().Append(99);
        temperatures.ForeachRdd(async (rdd, time, cancellation) =>
        {
            if (!await rdd.IsEmptyAsync(cancellation))
            {
                alerts.Add($"{time}: at most {await rdd.MaxAsync(cancellationToken: cancellation)}");
            }
        });
        await harness.StartAsync();
        BatchTime start = BatchTime.From(harness.Time.GetUtcNow());
        await harness.AdvanceAsync(batches: 4);

        Assert.Equal([$"{start + TimeSpan.FromSeconds(1)}: at most 95", $"{start + TimeSpan.FromSeconds(4)}: at most 99"], alerts);
    }

    [Fact]
    public async Task A_partition_that_is_written_twice_takes_effect_once()
    {
        var warehouse = new Warehouse(new TransientFault(1));
        await using var harness = new StreamingTestHarness();
        DStream<int> orders = harness.Context.AddressedInput<int>("orders");
        harness.Feed<int>("orders").AppendPartitions([1, 2], [3]).Append();
        orders.ForeachPartition(async (records, partition, cancellation) =>
        {
            await warehouse.InsertOnceAsync(partition.IdempotenceKey, records, cancellation);
        });
        await harness.StartAsync();
        await harness.AdvanceAsync(batches: 2);

        Assert.Equal([1, 2, 3], warehouse.Rows.Order());
        Assert.Equal(4, warehouse.Calls);
        Assert.All(warehouse.Keys, key => Assert.StartsWith("job/ForeachPartition-1/", key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Records_are_sent_one_by_one_or_several_at_a_time()
    {
        var mail = new ConcurrentBag<string>();
        await using var harness = new StreamingTestHarness();
        DStream<string> messages = harness.Context.AddressedInput<string>("messages");
        harness.Feed<string>("messages").Append("a", "b");
        messages.ForeachAsync((message, cancellation) => SendAsync(message, cancellation), maxConcurrency: 16);
        await harness.StartAsync();
        await harness.AdvanceAsync();

        Assert.Equal(["a", "b"], mail.Order());

        async Task SendAsync(string message, CancellationToken cancellation)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            mail.Add(message);
        }
    }

    /// <summary>Takes what it is given under a key once; then the connection breaks, so that the caller cannot know.</summary>
    private sealed class Warehouse(TransientFault broken)
    {
        private readonly Lock _gate = new();
        private readonly HashSet<string> _keys = [];
        private readonly List<int> _rows = [];
        private int _calls;

        internal IReadOnlyCollection<string> Keys => _keys;

        internal IReadOnlyList<int> Rows => _rows;

        internal int Calls => _calls;

        internal async Task InsertOnceAsync(string key, IEnumerable<int> rows, CancellationToken cancellation)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            lock (_gate)
            {
                _calls++;
                if (_keys.Add(key))
                {
                    _rows.AddRange(rows);
                }
            }

            broken.Strike();
        }
    }
}
