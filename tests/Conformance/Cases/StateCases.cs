using OrleansStream.Testing;
using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>Stateful operators over every kind of input, beside dictionaries that are carried from batch to batch.</summary>
/// <param name="strike">Called inside every function and before and behind it; may fail now and then.</param>
internal sealed class StateCases(Action strike)
{
    private const int IdleBatches = 2;

    private static readonly (string? Key, long State)[] Initial = [("a", 100), ("gone", 7), (null, 40), ("a", 1000)];

    internal static IEnumerable<ConformanceCase> All(Action strike)
    {
        var cases = new StateCases(strike);
        foreach ((string input, IReadOnlyList<FeedBatch<Pair>?> plain) in PairInputs.All)
        {
            // Twice, and once more with nothing, so that there is state to find and keys to miss.
            FeedBatch<Pair>?[] batches = [.. plain, FeedBatch<Pair>.Empty, .. plain, null];
            yield return cases.Mapped(input, batches);
            yield return cases.MappedTimed(input, batches);
            yield return cases.Snapshots(input, batches);
            yield return cases.Removing(input, batches);
            yield return cases.Changing(input, batches);
            yield return cases.TimingOut(input, batches, everyBatches: 1);
            yield return cases.TimingOut(input, batches, everyBatches: 3);
            yield return cases.Updated(input, batches);
            yield return cases.UpdatedByTimeAndKey(input, batches);
            yield return cases.UpdatedAsSequence(input, batches);
            yield return cases.UpdatedInPlace(input, batches);
        }
    }

    // The number of records of the key so far does not depend on their order.
    private ConformanceCase Mapped(string input, FeedBatch<Pair>?[] batches) => Case(
        $"mapwithstate/{input}",
        batches,
        pairs => pairs.MapWithState(StateSpec.Of<long>(), (key, value, state) =>
        {
            strike();
            long count = state.GetOption().GetValueOrDefault(0) + 1;
            state.Update(count);
            return (key, count + (value.HasValue ? 0 : 1000));
        }),
        (state, records, _) => [.. records.Select(pair => (pair.Key, state[pair.Key] = state.GetValueOrDefault(pair.Key) + 1))]);

    private ConformanceCase MappedTimed(string input, FeedBatch<Pair>?[] batches) => Case(
        $"mapwithstate-timed/{input}",
        batches,
        pairs => pairs.MapWithState(StateSpec.Of<long>().InitialState(Initial).Partitions(3), (time, key, value, state) =>
        {
            strike();
            long count = state.Exists ? state.Get() + 1 : 1;
            state.Update(count);
            return count % 2 == 0 ? Option.Some((key, count)) : default;
        }),
        (state, records, _) => [.. records.Select(pair => (pair.Key, state[pair.Key] = state.GetValueOrDefault(pair.Key) + 1)).Where(pair => pair.Item2 % 2 == 0)],
        Initial);

    private ConformanceCase Snapshots(string input, FeedBatch<Pair>?[] batches) => Case(
        $"statesnapshots/{input}", batches, pairs => Summed(pairs).StateSnapshots().Filter(_ => Struck(true)), Sum, Initial);

    private ConformanceCase Removing(string input, FeedBatch<Pair>?[] batches) => Case(
        $"mapwithstate-removing/{input}",
        batches,
        pairs => pairs.MapWithState(StateSpec.Of<long>().Partitioner(new ByLength(3)), (key, value, state) =>
        {
            strike();
            long count = state.GetOption().GetValueOrDefault(0) + 1;
            if (count == 3)
            {
                state.Remove();
            }
            else
            {
                state.Update(count);
            }

            return (key, state.Exists ? count : -count);
        }),
        (state, records, _) => [.. records.Select(pair =>
        {
            long count = state.GetValueOrDefault(pair.Key) + 1;
            if (count == 3)
            {
                state.Remove(pair.Key);
            }
            else
            {
                state[pair.Key] = count;
            }

            return (pair.Key, count == 3 ? -count : count);
        })]);

    /// <summary>States that are changed where they are, without a word.</summary>
    private ConformanceCase Changing(string input, FeedBatch<Pair>?[] batches) => Case(
        $"mapwithstate-changing/{input}",
        batches,
        pairs => pairs.MapWithState(StateSpec.Of<List<long>>(), (key, value, state) =>
        {
            if (!state.Exists)
            {
                state.Update([]);
            }

            state.Get().Add(value.Value);
            strike();
            return key;
        }).StateSnapshots().MapValues(values =>
        {
            // A snapshot is its reader's own.
            long sum = values.Sum();
            values.Clear();
            return sum;
        }),
        Sum);

    private ConformanceCase TimingOut(string input, FeedBatch<Pair>?[] batches, int everyBatches)
    {
        var last = new Dictionary<Keyed, int>();
        return Case(
            $"mapwithstate-timeout-{everyBatches}/{input}",
            batches,
            pairs => pairs.MapWithState(StateSpec.Of<long>().Timeout(pairs.Context.BatchInterval * IdleBatches, everyBatches).InitialState(Initial), (key, value, state) =>
            {
                strike();
                if (state.IsTimingOut)
                {
                    return (key, -state.Get());
                }

                // Reading alone keeps a key.
                if (!state.Exists)
                {
                    state.Update(1);
                }

                return (key, value.Value);
            }),
            (state, records, batch) =>
            {
                foreach ((string? key, _) in records)
                {
                    state.TryAdd(key, 1);
                }

                if (batch == 1)
                {
                    foreach (Keyed key in state.Keys)
                    {
                        last[key] = 1;
                    }
                }

                foreach ((string? key, _) in records)
                {
                    last[key] = batch;
                }

                Pair[] idle = batch % everyBatches == 0 ? [.. state.Where(pair => last[pair.Key] < batch - IdleBatches).Select(pair => (pair.Key.Text, pair.Value))] : [];
                foreach ((string? key, _) in idle)
                {
                    state.Remove(key);
                }

                return [.. records, .. idle.Select(pair => (pair.Key, -pair.Value))];
            },
            Initial);
    }

    private ConformanceCase Updated(string input, FeedBatch<Pair>?[] batches) => Case(
        $"updatestatebykey/{input}",
        batches,
        pairs => pairs.UpdateStateByKey(StateSpec.Of<long>(), (values, state) => Struck(Next(values, state))),
        Update,
        skipsUntilInput: true);

    private ConformanceCase UpdatedByTimeAndKey(string input, FeedBatch<Pair>?[] batches) => Case(
        $"updatestatebykey-timed/{input}",
        batches,
        pairs => pairs
            .UpdateStateByKey(
                StateSpec.Of<long>().Partitions(3).InitialState(Initial),
                (time, key, values, state) => Struck(key == "b" && time.Milliseconds == 0 ? default : Next(values, state)))
            .ReduceByKey((left, right) => throw new InvalidOperationException("Each key is there once.")),
        Update,
        Initial,
        skipsUntilInput: true);

    private ConformanceCase UpdatedAsSequence(string input, FeedBatch<Pair>?[] batches) => Case(
        $"updatestatebykey-sequence/{input}",
        batches,
        pairs => pairs.UpdateStateByKey(
            StateSpec.Of<long>().Partitioner(new ByLength(2)).InitialState(Initial),
            all => from one in all let next = Struck(Next(one.Values, one.State)) where next.HasValue select (one.Key, next.Value),
            rememberPartitioner: false),
        Update,
        Initial,
        skipsUntilInput: true);

    private ConformanceCase UpdatedInPlace(string input, FeedBatch<Pair>?[] batches) => Case(
        $"updatestatebykey-in-place/{input}",
        batches,
        pairs => pairs
            .UpdateStateByKey(StateSpec.Of<List<long>>(), (values, state) =>
            {
                List<long> all = state.GetValueOrDefault([]);
                Option<long> next = Next(values, all.Count == 0 ? default : Option.Some(all.Sum()));
                all.AddRange(values);
                return Struck(next.HasValue ? Option.Some(all) : default);
            })
            .MapValues(all => all.Sum()),
        Update,
        skipsUntilInput: true);

    private MapWithStateDStream<string?, long, long> Summed(DStream<Pair> pairs) => pairs.MapWithState(
        StateSpec.Of<long>().InitialState(Initial),
        (key, value, state) =>
        {
            strike();
            state.Update(state.GetOption().GetValueOrDefault(0) + value.Value);
            return value.Value;
        });

    private T Struck<T>(T value)
    {
        strike();
        return value;
    }

    /// <summary>The sum of all values; a key goes when it has none in a batch and its sum is odd.</summary>
    private static Option<long> Next(IReadOnlyList<long> values, Option<long> state) =>
        values.Count == 0 && state.Value % 2 != 0 ? default : Option.Some(values.Sum() + state.GetValueOrDefault(0));

    private static IReadOnlyList<Pair> Sum(Dictionary<Keyed, long> state, IReadOnlyList<Pair> records, int batch)
    {
        foreach ((string? key, long value) in records)
        {
            state[key] = state.GetValueOrDefault(key) + value;
        }

        return [.. state.Select(pair => (pair.Key.Text, pair.Value))];
    }

    private static IReadOnlyList<Pair> Update(Dictionary<Keyed, long> state, IReadOnlyList<Pair> records, int batch)
    {
        ILookup<string?, long> values = records.ToLookup(pair => pair.Key, pair => pair.Value);
        foreach (Keyed key in state.Keys.Concat(records.Select(pair => (Keyed)pair.Key)).Distinct().ToArray())
        {
            Option<long> next = Next([.. values[key]], state.TryGetValue(key, out long sum) ? Option.Some(sum) : default);
            if (next.HasValue)
            {
                state[key] = next.Value;
            }
            else
            {
                state.Remove(key);
            }
        }

        return [.. state.Select(pair => (pair.Key.Text, pair.Value))];
    }

    private ConformanceCase Case(
        string name,
        FeedBatch<Pair>?[] batches,
        Func<DStream<Pair>, DStream<Pair>> build,
        Func<Dictionary<Keyed, long>, IReadOnlyList<Pair>, int, IReadOnlyList<Pair>> model,
        (string? Key, long State)[]? initial = null,
        bool skipsUntilInput = false) => new ConformanceCase<Pair, Pair>(
            name, batches, pairs => build(pairs.Filter(_ => Struck(true))).Filter(_ => Struck(true)), Run(batches, model, initial ?? [], skipsUntilInput), ordered: false);

    private static List<IReadOnlyList<Pair>?> Run(
        FeedBatch<Pair>?[] batches,
        Func<Dictionary<Keyed, long>, IReadOnlyList<Pair>, int, IReadOnlyList<Pair>> model,
        (string? Key, long State)[] initial,
        bool skipsUntilInput)
    {
        var state = new Dictionary<Keyed, long>();
        foreach ((string? key, long value) in initial)
        {
            state[key] = value;
        }

        var expected = new List<IReadOnlyList<Pair>?>();
        for (int i = 0; i < batches.Length; i++)
        {
            skipsUntilInput &= batches[i] is null;
            expected.Add(skipsUntilInput ? null : [.. model(state, [.. batches[i]?.Records ?? []], i + 1)]);
        }

        return expected;
    }

    /// <summary>A text, or null, as the key of a dictionary.</summary>
    private readonly record struct Keyed(string? Text)
    {
        public static implicit operator Keyed(string? text) => new(text);

        public static implicit operator string?(Keyed key) => key.Text;
    }
}
