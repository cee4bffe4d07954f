using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Stateful;

/// <summary>A random input with operators that keep state of it, and what their states must be after each batch.</summary>
/// <remarks>In the job, operators may throw at random (<see cref="Strike"/>), or always for what <see cref="Poison"/> is in.</remarks>
internal sealed class QueryProgram
{
    internal const int Keys = 60;

    /// <summary>A record on which the function of the first operator fails however often it is called.</summary>
    internal const int Poison = -1;

    private const int IdleSeconds = 3;
    private const int WindowSeconds = 3;

    private readonly List<int[]> _batches = [];

    internal QueryProgram(Random random, int batches, int history, bool poisoned)
    {
        for (int batch = 0; batch < batches; batch++)
        {
            int[] records = [.. Enumerable.Range(0, random.Next(80)).Select(_ => random.Next(Keys))];
            _batches.Add(poisoned && random.Next(4) == 0 ? [.. records, Poison] : records);
        }

        Oracles = [new(Mapped(), Keys, history), new(Updated(), Keys, history), new(Windowed(), Keys, history)];
    }

    /// <summary>Called in functions of the job.</summary>
    internal Action Strike { get; set; } = () => { };

    internal IReadOnlyList<int[]> Batches => _batches;

    internal IReadOnlyList<QueryOracle> Oracles { get; }

    internal void Define(DStream<int> input)
    {
        input.Map(number => (number, 1L)).MapWithState(StateSpec.Of<long>().Timeout(TimeSpan.FromSeconds(IdleSeconds)).Partitions(3), (key, _, state) =>
        {
            Strike();
            if (key == Poison)
            {
                throw new InjectedFaultException("poison");
            }

            if (!state.IsTimingOut)
            {
                Count(state.GetOption().GetValueOrDefault(0) + 1, state);
            }

            return 0;
        }).Named("mapped").CollectTo("mapped");
        input.Filter(number => number != Poison).Map(number => (number, 1L)).UpdateStateByKey(StateSpec.Of<long>().Partitions(2), (values, state) =>
        {
            Strike();
            long sum = state.GetValueOrDefault(0) + values.Sum();
            return sum < 9 ? Option.Some(sum) : Option<long>.None;
        }).Named("updated").CollectTo("updated");
        input.Filter(number => number != Poison).Map(number => (number, 1L)).ReduceByKeyAndWindow(
            (left, right) =>
            {
                Strike();
                return left + right;
            },
            (left, right) => left - right,
            TimeSpan.FromSeconds(WindowSeconds),
            filter: pair => pair.Value > 0).Named("windowed").CollectTo("windowed");
        string[] names = ["mapped", "updated", "windowed"];
        for (int i = 0; i < names.Length; i++)
        {
            Oracles[i].View = input.Context.State<int, long>(names[i]);
        }
    }

    private static void Count(long sum, State<long> state)
    {
        if (sum % 5 != 0)
        {
            state.Update(sum);
        }
        else if (state.Exists)
        {
            state.Remove();
        }
    }

    private List<Dictionary<int, long>> Mapped()
    {
        var used = new Dictionary<int, int>();
        var states = new List<Dictionary<int, long>> { new() };
        for (int batch = 1; batch <= _batches.Count; batch++)
        {
            var state = new Dictionary<int, long>(states[^1]);
            states.Add(state);
            if (_batches[batch - 1].Contains(Poison))
            {
                continue;
            }

            foreach (int key in _batches[batch - 1])
            {
                long sum = state.GetValueOrDefault(key) + 1;
                used[key] = batch;
                if (sum % 5 != 0)
                {
                    state[key] = sum;
                }
                else
                {
                    state.Remove(key);
                }
            }

            foreach (int key in state.Keys.Where(key => batch - used[key] > IdleSeconds).ToArray())
            {
                state.Remove(key);
            }
        }

        return states;
    }

    private List<Dictionary<int, long>> Updated()
    {
        var states = new List<Dictionary<int, long>> { new() };
        foreach (int[] batch in _batches)
        {
            ILookup<int, int> records = batch.Where(key => key != Poison).ToLookup(key => key);
            Dictionary<int, long> before = states[^1];
            states.Add(before.Keys.Union(records.Select(group => group.Key))
                .Select(key => (Key: key, Sum: before.GetValueOrDefault(key) + records[key].Count()))
                .Where(pair => pair.Sum < 9)
                .ToDictionary(pair => pair.Key, pair => pair.Sum));
        }

        return states;
    }

    private List<Dictionary<int, long>> Windowed()
    {
        var states = new List<Dictionary<int, long>> { new() };
        for (int batch = 1; batch <= _batches.Count; batch++)
        {
            states.Add(_batches.Take(batch).Skip(batch - WindowSeconds).SelectMany(records => records).Where(key => key != Poison)
                .CountBy(key => key).ToDictionary(pair => pair.Key, pair => (long)pair.Value));
        }

        return states;
    }
}
