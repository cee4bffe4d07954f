using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Docs.Operators;

/// <summary>The page on transforming records, as tests.</summary>
public sealed class TransformingExamples
{
    [Fact]
    public async Task Words_are_found_as_shown()
    {
        IReadOnlyList<string>[] batches = await Example.RunAsync<string, string>(
            lines =>
            {
                DStream<string> words = lines
                    .FlatMap(line => line.Split(' '))
                    .Filter(word => word.Length > 2)
                    .Map(word => word.ToLowerInvariant());
                return words;
            },
            ["The cat sat", "on a Mat"],
            []);

        Assert.Equal([["the", "cat", "sat", "mat"], []], batches);
    }

    [Fact]
    public async Task Query_syntax_says_the_same()
    {
        IReadOnlyList<string>[] batches = await Example.RunAsync<string, string>(
            lines =>
            {
                DStream<string> words =
                    from line in lines
                    from word in line.Split(' ')
                    where word.Length > 2
                    select word.ToLowerInvariant();
                return words;
            },
            ["The cat sat", "on a Mat"]);

        Assert.Equal([["the", "cat", "sat", "mat"]], batches);
    }

    [Fact]
    public async Task An_emitter_takes_the_place_of_a_sequence()
    {
        IReadOnlyList<int>[] batches = await Example.RunAsync<string, int>(
            lines =>
            {
                DStream<int> numbers = lines.FlatMap<int>((line, emitter) =>
                {
                    foreach (Range field in line.AsSpan().Split(','))
                    {
                        if (int.TryParse(line.AsSpan(field), out int number))
                        {
                            emitter.Emit(number);
                        }
                    }
                });
                return numbers;
            },
            ["1,2,x", "", "30"]);

        Assert.Equal([[1, 2, 30]], batches);
    }

    [Fact]
    public async Task A_partition_is_mapped_as_a_whole()
    {
        var database = new Database();
        IReadOnlyList<string>[] batches = await Example.RunAsync<int, string>(
            orders =>
            {
                DStream<string> customers = orders.MapPartitions(partition => CustomersOf(partition, database));
                return customers;
            },
            [1, 2],
            [3]);

        Assert.Equal([["customer 1", "customer 2"], ["customer 3"]], batches);
        Assert.Equal((2, 2), (database.Opened, database.Closed));
    }

    private static IEnumerable<string> CustomersOf(IEnumerable<int> orders, Database database)
    {
        using Connection connection = database.Open();
        foreach (int order in orders)
        {
            yield return connection.CustomerOf(order);
        }
    }

    [Fact]
    public async Task Records_are_looked_up_in_a_service()
    {
        var stations = new Stations();
        IReadOnlyList<(string City, double Degrees)>[] batches = await Example.RunAsync<string, (string City, double Degrees)>(
            cities =>
            {
                DStream<(string City, double Degrees)> weather = cities.MapAsync(
                    async (city, cancellation) => (city, await stations.DegreesInAsync(city, cancellation)),
                    maxConcurrency: 8,
                    timeout: TimeSpan.FromSeconds(2));
                return weather;
            },
            ["Oslo", "Cairo"]);

        Assert.Equal([[("Oslo", 4), ("Cairo", 5)]], batches);
    }

    [Fact]
    public async Task A_batch_is_ranked_as_a_dataset()
    {
        IReadOnlyList<string>[] batches = await Example.RunAsync<string, string>(
            words =>
            {
                DStream<string> ranking = words
                    .CountByValue()
                    .Transform(counts => counts.SortBy(entry => entry.Count, ascending: false, partitions: 1))
                    .Map(entry => $"{entry.Value}: {entry.Count}");
                return ranking;
            },
            ["b", "a", "b", "c", "b", "c"],
            []);

        Assert.Equal([["b: 3", "c: 2", "a: 1"], []], batches);
    }

    [Fact]
    public async Task Two_streams_become_one_by_a_function_of_their_datasets()
    {
        IReadOnlyList<string> records = await Example.RunAsync<string, string, string>(
            (seen, known) =>
            {
                DStream<string> unknown = seen.TransformWith(known, (left, right) => left.Subtract(right));
                return unknown;
            },
            ["a", "b", "c", "b"],
            ["c"]);

        Assert.Equal(["a", "b", "b"], records.Order());
    }

    [Fact]
    public async Task An_empty_batch_and_none_are_told_apart()
    {
        await using var harness = new StreamingTestHarness { ExpectsFailure = true };
        harness.Feed<int>("in").AppendPartitions([], []).AppendNoDataset();
        DStream<int> numbers = harness.Context.AddressedInput<int>("in");
        numbers.Map(number => number).CollectTo("Map");
        numbers.Count().CollectTo("Count");
        numbers.Reduce((a, b) => a + b).CollectTo("Reduce");
        numbers.Glom().CollectTo("Glom");
        numbers.MapPartitions(records => new[] { records.Count() }).CollectTo("MapPartitions");
        numbers.Union(numbers).CollectTo("Union");
        await harness.StartAsync();
        await harness.AdvanceAsync(batches: 2);

        Assert.Equal([[]], BatchesOf<int>("Map"));
        Assert.Equal([[0L]], BatchesOf<long>("Count"));
        Assert.Equal([[]], BatchesOf<int>("Reduce"));
        Assert.Equal([[[], []]], BatchesOf<int[]>("Glom"));
        Assert.Equal([[0, 0]], BatchesOf<int>("MapPartitions"));
        var failure = await Assert.ThrowsAsync<OperatorFailedException>(() => harness.Context.AwaitTerminationAsync());
        Assert.Equal("Union-1", failure.OperatorName);
        Assert.Contains("AddressedInput-1 has no dataset in this batch.", failure.Message, StringComparison.Ordinal);

        IEnumerable<IReadOnlyList<T>> BatchesOf<T>(string name) => harness.Output<T>(name).Batches.Select(batch => batch.Records);
    }

    private sealed class Database
    {
        internal int Opened { get; private set; }

        internal int Closed { get; set; }

        internal Connection Open()
        {
            Opened++;
            return new Connection(this);
        }
    }

    private sealed class Connection(Database database) : IDisposable
    {
        public void Dispose() => database.Closed++;

        internal string CustomerOf(int order) => database.Opened > database.Closed ? $"customer {order}" : throw new ObjectDisposedException("connection");
    }

    private sealed class Stations
    {
        internal async Task<double> DegreesInAsync(string city, CancellationToken cancellation)
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            return city.Length;
        }
    }
}
