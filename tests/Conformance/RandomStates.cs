using Pair = (string? Key, long Value);

namespace OrleansStream.Conformance;

/// <summary>Functions of state whose results do not depend on the order of records, each with a model that goes from batch to batch.</summary>
internal static class RandomStates
{
    internal static Pair Count(string? key, Option<long> value, State<long> state)
    {
        state.Update(state.GetOption().GetValueOrDefault(0) + 1);
        return (key, state.Get());
    }

    internal static Func<IReadOnlyList<Pair>, IEnumerable<Pair>> Counts()
    {
        var counts = new Dictionary<(string?, int), long>();
        return records => [.. records.Select(pair => (pair.Key, counts[(pair.Key, 0)] = counts.GetValueOrDefault((pair.Key, 0)) + 1))];
    }

    internal static Option<long> Add(BatchTime time, string? key, Option<long> value, State<long> state)
    {
        state.Update((state.GetOption().GetValueOrDefault(0) + value.Value) % 1000);
        return default;
    }

    internal static Func<IReadOnlyList<Pair>, IEnumerable<Pair>> Sums()
    {
        var sums = new Dictionary<(string?, int), long>();
        return records =>
        {
            foreach ((string? key, long value) in records)
            {
                sums[(key, 0)] = (sums.GetValueOrDefault((key, 0)) + value) % 1000;
            }

            return [.. sums.Select(pair => (pair.Key.Item1, pair.Value))];
        };
    }

    /// <summary>Adds values up, and forgets a key that has had none in two batches.</summary>
    internal static Option<long> Update(IReadOnlyList<long> values, Option<long> state)
    {
        if (values.Count > 0)
        {
            return Option.Some(Math.Abs(values.Sum() + state.GetValueOrDefault(0)) % 1000);
        }

        return state.Value < 0 ? default : Option.Some(-state.Value - 1);
    }

    internal static Func<IReadOnlyList<Pair>, IEnumerable<Pair>> Updates()
    {
        var states = new Dictionary<(string?, int), long>();
        return records =>
        {
            ILookup<(string?, int), long> values = records.ToLookup(pair => (pair.Key, 0), pair => pair.Value);
            foreach ((string?, int) key in states.Keys.Concat(values.Select(group => group.Key)).Distinct().ToArray())
            {
                Option<long> next = Update([.. values[key]], states.TryGetValue(key, out long state) ? Option.Some(state) : default);
                states.Remove(key);
                if (next.HasValue)
                {
                    states.Add(key, next.Value);
                }
            }

            return [.. states.Select(pair => (pair.Key.Item1, Math.Abs(pair.Value)))];
        };
    }
}
