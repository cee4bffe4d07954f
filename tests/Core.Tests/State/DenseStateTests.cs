using OrleansStream.Core.Tests.Streams;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Stateful;

/// <summary>State in few key groups, so that their tables are as full as they get and grow in the middle of a chunk of records, beside a dictionary.</summary>
public class DenseStateTests
{
    private const int Batches = 8;
    private const int MostRecords = 2500;
    private const int KeyCount = 3000;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 12)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task NumbersAsKeys(int seed)
    {
        await MapAsync(seed, number => (long)number, total => total, total => total);
        await UpdateAsync(seed, number => (long)number, total => total, total => total);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task TextAsKeysAndStatesOfSeveralFields(int seed)
    {
        // From the empty text to some that entries have no room for.
        await MapAsync(seed, Text, total => (total, -total), state => state.total);
        await UpdateAsync(seed, Text, total => (total, -total), state => state.total);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task PairsAsKeysAndTextAsState(int seed)
    {
        await MapAsync(seed, number => (number % 50, (byte)(number / 50)), total => $"{total}", long.Parse);
        await UpdateAsync(seed, number => (number % 50, (byte)(number / 50)), total => $"{total}", long.Parse);
    }

    private static string Text(int number) => number == 0 ? "" : new string((char)('a' + (number % 26)), number % 19) + number;

    private static long Sum(long total, long value) => unchecked((total * 31) + value);

    private static async Task MapAsync<TKey, TState>(int seed, Func<int, TKey> keyOf, Func<long, TState> toState, Func<TState, long> toTotal)
        where TKey : notnull
    {
        var random = new Random(seed);
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, Options(seed));
        bool isTimed = random.Next(2) == 0;
        StateSpec<TState> spec = StateSpec.Of<TState>().Partitions(1);
        input.Map(number => (keyOf(number % KeyCount), (long)number)).MapWithState(
            isTimed ? spec.Timeout(TimeSpan.FromHours(1)) : spec,
            (key, value, state) =>
            {
                long? total = state.Exists ? toTotal(state.Get()) : null;
                if (value.Value % 7 == 0)
                {
                    state.Remove();
                }
                else if (value.Value % 11 != 0)
                {
                    state.Update(toState(Sum(total ?? 0, value.Value)));
                }

                return (key, total);
            }).CollectTo("out");
        var model = new Dictionary<TKey, long>();
        await RunAsync(
            harness, random, records => Assert.Equal(records.Select(record => Apply(record)), harness.Output<(TKey, long?)>("out").Batches[^1].Records));

        (TKey, long?) Apply(int record)
        {
            TKey key = keyOf(record % KeyCount);
            long? total = model.TryGetValue(key, out long known) ? known : null;
            if (record % 7 == 0)
            {
                model.Remove(key);
            }
            else if (record % 11 != 0)
            {
                model[key] = Sum(total ?? 0, record);
            }

            return (key, total);
        }
    }

    private static async Task UpdateAsync<TKey, TState>(int seed, Func<int, TKey> keyOf, Func<long, TState> toState, Func<TState, long> toTotal)
        where TKey : notnull
    {
        var random = new Random(seed);
        await using StreamingTestHarness harness = LifeCycleTests.Harness(out InputDStream<int> input, Options(seed));
        input.Map(number => (keyOf(number % KeyCount), (long)number)).UpdateStateByKey(
            StateSpec.Of<TState>().Partitions(1),
            (values, state) =>
            {
                long total = values.Aggregate(state.HasValue ? toTotal(state.Value) : 0, Sum);
                return total % 5 == 0 ? default : Option.Some(toState(total));
            }).MapValues(toTotal).CollectTo("out");
        var model = new Dictionary<TKey, long>();
        await RunAsync(harness, random, records =>
        {
            foreach (int record in records)
            {
                model[keyOf(record % KeyCount)] = Sum(model.GetValueOrDefault(keyOf(record % KeyCount)), record);
            }

            model = model.Where(pair => pair.Value % 5 != 0).ToDictionary();
            IReadOnlyList<(TKey Key, long Value)> shown = harness.Output<(TKey Key, long Value)>("out").Batches[^1].Records;
            Assert.Equal(model.Count, shown.Count);
            Assert.All(shown, pair => Assert.Equal(model[pair.Key], pair.Value));
        });
    }

    /// <summary>Runs batches of random records, each looked at when it is over.</summary>
    private static async Task RunAsync(StreamingTestHarness harness, Random random, Action<int[]> check)
    {
        TestFeed<int> feed = harness.Feed<int>("in");
        await harness.StartAsync();
        for (int batch = 0; batch < Batches; batch++)
        {
            int[] records = Records(random);
            feed.Append(records);
            await harness.AdvanceAsync();
            check(records);
        }
    }

    private static StreamingContextOptions Options(int seed)
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.KeyGroups = 1 + (seed % 3);
        return options;
    }

    private static int[] Records(Random random)
    {
        // Now few keys, each many times, then all of them.
        int keys = random.Next(1, KeyCount);
        return [.. Enumerable.Range(0, random.Next(MostRecords)).Select(_ => random.Next(keys) + (KeyCount * random.Next(100)))];
    }
}
