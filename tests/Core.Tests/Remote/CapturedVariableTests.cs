using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>What functions in the body of a batch may use of what is around them, when they run on hosts.</summary>
public sealed class CapturedVariableTests
{
    private static readonly int[] Input = [1, 2, 3, 4, 5, 6];

    public static TheoryData<string> Captured => [.. CapturedValues.All.Keys];

    [Theory]
    [MemberData(nameof(Captured))]
    public async Task Functions_use_what_the_body_has(string kind)
    {
        var results = new List<int>();
        await RunAsync((ssc, numbers) => numbers.ForeachRdd(async (rdd, time, cancellation) =>
            results.AddRange(await CapturedValues.All[kind](rdd, time, cancellation).CollectAsync(cancellation))));
        Assert.Equal(Input.Select(one => one + 10), results);
    }

    [Fact]
    public async Task Functions_run_on_the_hosts_and_use_what_the_job_has_there()
    {
        var machines = new List<Machine>();
        await RunAsync((ssc, numbers) =>
        {
            var machine = new Machine(new Regex("^[246]$"), ssc.Broadcast(new Regex("^[14]$")), ssc.LongAccumulator("seen"));
            machines.Add(machine);
            machine.Define(numbers);
        });

        // The first coordinates.
        Assert.Empty(machines[0].Seen);
        Assert.Equal(Input, machines.Skip(1).SelectMany(machine => machine.Seen).Order());
        Assert.All(machines.Skip(1), machine => Assert.NotEmpty(machine.Seen));
        Assert.Equal([2, 4, 6, 1, 4], machines[0].Results);
        Assert.Equal(Input.Length, machines[0].Count);
    }

    [Fact]
    public async Task A_body_may_use_datasets_and_broadcasts_of_its_own()
    {
        var results = new List<string>();
        await RunAsync((ssc, numbers) =>
        {
            Rdd<(int Key, string Name)> names = ssc.Parallelize([(1, "one"), (2, "two")]);
            numbers.ForeachRdd(async rdd =>
            {
                int largest = await rdd.MaxAsync();
                Broadcast<int[]> odd = ssc.Broadcast(new[] { 1, 3, largest });
                Rdd<(int, string)> own = ssc.Parallelize([(3, "three")]);
                results.AddRange(await rdd.Filter(one => odd.Value.Contains(one)).KeyBy(one => one).LeftOuterJoin(names.Union(own), 1)
                    .Map(pair => $"{pair.Key} {(pair.Value.Right.HasValue ? pair.Value.Right.Value : "?")}").CollectAsync());
            });
        });
        Assert.Equal(["1 one", "3 three", "6 ?"], results.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_body_may_read_files()
    {
        using var disk = new TemporaryDirectory();
        await File.WriteAllLinesAsync(disk["names.txt"], ["1 one", "2 two", "5 five"]);
        var results = new List<string>();
        await RunAsync((ssc, numbers) => numbers.ForeachRdd(async rdd =>
        {
            Rdd<(int Key, string Value)> names = ssc.TextFile(disk["names.txt"]).Map(line => (int.Parse(line[..1], null), line[2..]));
            results.AddRange(await rdd.KeyBy(one => one).Join(names).Map(pair => pair.Value.Right).CollectAsync());
        }));
        Assert.Equal(["five", "one", "two"], results.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Persisted_datasets_are_computed_once()
    {
        var machines = new List<ConcurrentQueue<int>>();
        await RunAsync((ssc, numbers) =>
        {
            var seen = new ConcurrentQueue<int>();
            machines.Add(seen);
            Func<int, int> see = one =>
            {
                seen.Enqueue(one);
                return one;
            };
            numbers.ForeachRdd(async rdd =>
            {
                Rdd<int> kept = rdd.Map(see).Cache();
                await kept.CountAsync();
                await kept.CountAsync();
                kept.Unpersist();
                await kept.CountAsync();
            });
        });
        Assert.Equal(Input.Concat(Input).Order(), machines.SelectMany(seen => seen).Order());
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "a stream", "numbers" },
        { "something disposable", "stream" },
        { "something in an object", "Stream" },
        { "a set that compares in its own way", "known" },
        { "an assigned variable", "sum" },
        { "an array that is changed", "seen" },
        { "a field that changes", "_count" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_travel_is_refused_by_name(string kind, string variable)
    {
        var messages = new List<string>();
        await RunAsync((ssc, numbers) => Refuse(kind, numbers, messages));
        Assert.Contains($"'{variable}'", Assert.Single(messages), StringComparison.Ordinal);
        Assert.Contains("ToLocal()", messages[0], StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Tests_in_one_process_refuse_it_too(string kind, string variable)
    {
        var messages = new List<string>();
        await RunHereAsync((ssc, numbers) => Refuse(kind, numbers, messages));
        Assert.Contains($"'{variable}'", Assert.Single(messages), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Captured))]
    public async Task Tests_in_one_process_allow_what_travels(string kind)
    {
        var results = new List<int>();
        await RunHereAsync((ssc, numbers) => numbers.ForeachRdd(async (rdd, time, cancellation) =>
            results.AddRange(await CapturedValues.All[kind](rdd, time, cancellation).CollectAsync(cancellation))));
        Assert.Equal(Input.Select(one => one + 10), results);
    }

    private static void Refuse(string kind, DStream<int> numbers, List<string> messages)
    {
        var changing = new Changing();
        numbers.ForeachRdd(async rdd =>
        {
            try
            {
                await RefuseAsync(kind, numbers, rdd, changing);
            }
            catch (Exception error) when (error is CapturedVariableException or OperatorFailedException)
            {
                messages.Add(error.Message);
            }
        });
    }

    private static async Task RunHereAsync(Action<StreamingContext, DStream<int>> define)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.ChecksCapturedVariables = true;
        await using var harness = new StreamingTestHarness(TimeSpan.FromSeconds(1), options);
        define(harness.Context, RemoteBodyTests.Numbers(harness.Context, Input));
        await harness.StartAsync();
        await harness.AdvanceAsync(1);
    }

    [Fact]
    public async Task Datasets_that_are_local_may_use_everything()
    {
        var seen = new ConcurrentQueue<int>();
        int sum = 0;
        await RunAsync((ssc, numbers) => numbers.ForeachRdd(async rdd =>
        {
            await rdd.Map(one => one + 1).ToLocal().ForeachAsync(one => seen.Enqueue(one));
            await rdd.Coalesce(1).ToLocal().KeyBy(one => one % 2).ReduceByKey((x, y) => x + y).Coalesce(1).ForeachAsync(pair => sum += pair.Value);
        }));
        Assert.Equal(Input.Select(one => one + 1), seen.Order());
        Assert.Equal(Input.Sum(), sum);
    }

    [Fact]
    public async Task Lost_calls_change_no_result()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            var results = new List<string>();
            await RunAsync(
                (ssc, numbers) => numbers.ForeachRdd(async rdd =>
                {
                    int ten = CapturedValues.Ten();
                    IReadOnlyList<(int Key, int Value)> sums = await rdd.Map(one => (one % 2, one + ten)).ReduceByKey((x, y) => x + y).SortByKey().CollectAsync();
                    results.Add(string.Join(' ', sums));
                }),
                _ =>
                {
                    lock (random)
                    {
                        return random.Next(15) switch { 0 => CallFault.LostBefore, 1 => CallFault.LostAfter, _ => CallFault.None };
                    }
                },
                options => (options.OnFailure, options.MaxBatchAttempts) = (FailurePolicy.RetryThenStop, 1000));
            Assert.All(results, result => Assert.True(result == "(0, 42) (1, 39)", $"seed {seed}: {result}"));
            Assert.NotEmpty(results);
        }
    }

    [Fact]
    public async Task Functions_on_records_run_no_actions()
    {
        string? failure = null;
        await RunAsync((ssc, numbers) => numbers.ForeachRdd(async rdd =>
        {
            OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => rdd.MapAsync(async (one, cancellation) => await rdd.CountAsync(cancellation), 1).CountAsync());
            failure = error.Message;
        }));
        Assert.Contains("run an action on a dataset, which only the body of the batch can", failure, StringComparison.Ordinal);
    }

    private static Task RefuseAsync(string kind, DStream<int> numbers, Rdd<int> rdd, Changing changing)
    {
        switch (kind)
        {
            case "a stream":
                return rdd.Map(one => one + numbers.Name.Length).CountAsync();
            case "something disposable":
                var stream = new MemoryStream();
                return rdd.Map(one => one + stream.Length).CountAsync();
            case "something in an object":
                var holder = new Holder { Stream = new MemoryStream() };
                return rdd.Map(holder.Add).CountAsync();
            case "a set that compares in its own way":
                var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "A" };
                return rdd.Filter(one => known.Contains($"{one}")).CountAsync();
            case "an assigned variable":
                int sum = 0;
                return rdd.ForeachAsync(one => sum += one);
            case "an array that is changed":
                int[] seen = new int[10];
                return rdd.ForeachAsync(one => { seen[one] = one; });
            default:
                return changing.CountAsync(rdd);
        }
    }

    private static Task RunAsync(
        Action<StreamingContext, DStream<int>> define, Func<int, CallFault>? fault = null, Action<StreamingContextOptions>? configure = null) =>
        RemoteJob.RunAsync(ssc => define(ssc, RemoteBodyTests.Numbers(ssc, Input)), driver => driver.AdvanceAsync(1), fault, configure);

    private sealed class Holder
    {
        public required MemoryStream Stream { get; init; }

        public long Add(int one) => one + Stream.Length;
    }

    private sealed class Changing
    {
        private int _count;

        internal Task<long> CountAsync(Rdd<int> rdd)
        {
            _count++;
            return rdd.Map(one => one + _count).CountAsync();
        }
    }

    private sealed class Machine(Regex even, Broadcast<Regex> square, Accumulator<long, long> count)
    {
        internal ConcurrentQueue<int> Seen { get; } = new();

        internal List<int> Results { get; } = [];

        internal long Count => count.Value;

        internal void Define(DStream<int> numbers) => numbers.ForeachRdd(async rdd =>
        {
            Results.AddRange(await rdd.Filter(one => even.IsMatch($"{one}")).CollectAsync());
            Results.AddRange(await rdd.Filter(one => square.Value.IsMatch($"{one}")).CollectAsync());
            await rdd.ForeachAsync(one =>
            {
                Seen.Enqueue(one);
                count.Add(1);
            });
        });
    }
}
