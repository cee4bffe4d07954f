using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.RegularExpressions;
using OrleansStream.Core.Tests.Outputs;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>What functions in the body of a batch may use of what is around them, when they run on hosts.</summary>
public sealed class CapturedVariableTests
{
    private static readonly int[] Input = [1, 2, 3, 4, 5, 6];

    private enum Mode
    {
        Plain,
        Doubled,
    }

    public static TheoryData<string> Captured => [.. Values.Keys];

    // Each gives what Input gives with 10 added.
    private static readonly SortedDictionary<string, Func<Rdd<int>, BatchTime, CancellationToken, Rdd<int>>> Values = new(StringComparer.Ordinal)
    {
        ["a number"] = (rdd, _, _) =>
        {
            int ten = Ten();
            return rdd.Map(one => one + ten);
        },
        ["a text"] = (rdd, _, _) =>
        {
            string ten = $"{Ten()}";
            return rdd.Map(one => one + ten.Length + 8);
        },
        ["null"] = (rdd, _, _) =>
        {
            string? nothing = Ten() == 10 ? null : "";
            return rdd.Map(one => nothing is null ? one + 10 : 0);
        },
        ["a list"] = (rdd, _, _) =>
        {
            List<int> parts = [Ten() - 1, 1];
            return rdd.Map(one => one + parts.Sum());
        },
        ["a list seen as a sequence"] = (rdd, _, _) =>
        {
            IEnumerable<int> parts = [Ten() - 1, 1];
            return rdd.Map(one => one + parts.Sum());
        },
        ["a dictionary"] = (rdd, _, _) =>
        {
            var numbers = new Dictionary<string, int> { ["ten"] = Ten() };
            return rdd.Map(one => one + numbers["ten"]);
        },
        ["an immutable dictionary"] = (rdd, _, _) =>
        {
            ImmutableDictionary<int, int> sums = Input.ToImmutableDictionary(one => one, one => one + Ten());
            return rdd.Map(one => sums[one]);
        },
        ["an array of records"] = (rdd, _, _) =>
        {
            Pair[] pairs = [new Pair("a", Ten()), new Pair("b", 0)];
            return rdd.Map(one => one + pairs.Sum(pair => pair.Number));
        },
        ["a tuple, an enumeration and a nullable"] = (rdd, _, _) =>
        {
            (int Number, Mode Mode) pair = (Ten() / 2, Mode.Doubled);
            int? none = null;
            return rdd.Map(one => one + (pair.Mode == Mode.Doubled ? pair.Number * 2 : 0) + (none ?? 0));
        },
        ["an anonymous object"] = (rdd, _, _) =>
        {
            var settings = new { Number = Ten() };
            return rdd.Map(one => one + settings.Number);
        },
        ["a variable of an outer block"] = (rdd, _, _) =>
        {
            int nine = Ten() - 1;
            Rdd<int> result = rdd;
            foreach (int one in new[] { 1 })
            {
                int both = one;
                result = result.Map(number => number + nine + both);
            }

            return result;
        },
        ["another function"] = (rdd, _, _) =>
        {
            int ten = Ten();
            Func<int, int> add = one => one + ten;
            return rdd.Map(one => add(one));
        },
        ["a local function"] = (rdd, _, _) =>
        {
            int ten = Ten();
            return rdd.Map(Add);

            int Add(int one) => Twice(one) + ten - one;

            static int Twice(int one) => one * 2;
        },
        ["a static method"] = (rdd, _, _) => rdd.Map(AddTen),
        ["a method of an object of the body"] = (rdd, _, _) => rdd.Map(new Adder(Ten()).Add),
        ["a generic method"] = (rdd, _, _) => Generic(rdd, Ten()),
        ["a function that waits"] = (rdd, _, _) =>
        {
            int ten = Ten();
            return rdd.MapAsync(
                async (one, cancellation) =>
                {
                    await Task.Yield();
                    cancellation.ThrowIfCancellationRequested();
                    return one + ten;
                },
                maxConcurrency: 2);
        },
        ["a sequence that is computed"] = (rdd, _, _) =>
        {
            int ten = Ten();
            return rdd.FlatMap(Sums);

            IEnumerable<int> Sums(int one)
            {
                yield return one + ten;
            }
        },
        ["the cancellation"] = (rdd, _, cancellation) => rdd.Map(one => cancellation.IsCancellationRequested ? 0 : one + 10),
        ["the batch time"] = (rdd, time, _) => rdd.Map(one => one + (time > default(BatchTime) ? 10 : 0)),
        ["what is known of datasets"] = (rdd, time, _) =>
        {
            Rdd<int>[] both = [rdd, rdd.Map(one => one + 1)];
            IReadOnlyList<Rdd<int>> list = [.. both];
            return rdd.Map(one => rdd.Time == time && list[1].PartitionCount == both[0].PartitionCount ? one + 10 : 0);
        },
        ["a comparer"] = (rdd, _, _) =>
        {
            int ten = Ten();
            return rdd.Map(one => one + ten).SortBy(one => one, Comparer<int>.Create((x, y) => (x % ten).CompareTo(y % ten)));
        },
    };

    [Theory]
    [MemberData(nameof(Captured))]
    public async Task Functions_use_what_the_body_has(string kind)
    {
        var results = new List<int>();
        await RunAsync((ssc, numbers) => numbers.ForeachRdd(async (rdd, time, cancellation) =>
            results.AddRange(await Values[kind](rdd, time, cancellation).CollectAsync(cancellation))));
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
        { "an assigned variable", "sum" },
        { "a changed list", "seen" },
        { "a field that changes", "_count" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_cannot_travel_is_refused_by_name(string kind, string variable)
    {
        OperatorFailedException? failure = null;
        await RunAsync((ssc, numbers) =>
        {
            var changing = new Changing();
            numbers.ForeachRdd(async rdd =>
            {
                try
                {
                    await RefuseAsync(kind, numbers, rdd, changing);
                }
                catch (CapturedVariableException error)
                {
                    Assert.Equal(variable, error.Variable);
                    Assert.Contains("ToLocal()", error.Message, StringComparison.Ordinal);
                    failure = new OperatorFailedException(error.Message);
                }
                catch (OperatorFailedException error)
                {
                    failure = error;
                }
            });
        });
        Assert.Contains($"'{variable}'", failure?.Message, StringComparison.Ordinal);
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
                    int ten = Ten();
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
            OperatorFailedException error = await Assert.ThrowsAsync<OperatorFailedException>(() => rdd.MapAsync(async (one, _) => await rdd.CountAsync(), 1).CountAsync());
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
            case "an assigned variable":
                int sum = 0;
                return rdd.ForeachAsync(one => sum += one);
            case "a changed list":
                List<int> seen = [];
                return rdd.ForeachAsync(one => seen.Add(one));
            default:
                return changing.CountAsync(rdd);
        }
    }

    private static Task RunAsync(
        Action<StreamingContext, DStream<int>> define, Func<int, CallFault>? fault = null, Action<StreamingContextOptions>? configure = null) =>
        RemoteJob.RunAsync(ssc => define(ssc, RemoteBodyTests.Numbers(ssc, Input)), driver => driver.AdvanceAsync(1), fault, configure);

    private static int Ten() => 10;

    private static int AddTen(int one) => one + Ten();

    private static Rdd<T> Generic<T>(Rdd<T> rdd, T ten)
        where T : System.Numerics.IAdditionOperators<T, T, T> => rdd.Map(one => one + ten);

    private sealed record Pair(string Name, int Number);

    private sealed class Adder(int number)
    {
        public int Add(int one) => one + number;
    }

    private sealed class Holder
    {
        public required MemoryStream Stream { get; init; }

        public long Add(int one) => one + Stream.Length;
    }

    private sealed class Changing
    {
        private int _count;

        internal Task CountAsync(Rdd<int> rdd)
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
