using System.Runtime.InteropServices;

namespace OrleansStream.Benchmarks;

/// <summary>Updating all keys as a good C# developer writes it: the batch's values by key in a dictionary, then every key of another one.</summary>
internal sealed class NaturalStateUpdate<TKey>(StateRecords<TKey> records, int threads) : StateVariant<TKey>(records, updatesAll: true)
    where TKey : notnull
{
    private readonly Dictionary<TKey, long>[] _states = NaturalState.Share(records, threads);

    protected override ValueTask<long> ApplyAsync() => ValueTask.FromResult(StateThreads.Run(threads, Apply));

    private long Apply(int share)
    {
        var values = new Dictionary<TKey, List<long>>();
        foreach ((TKey key, long value) in Batch)
        {
            if (NaturalState.Owns(share, threads, key))
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(values, key, out _) ??= []).Add(value);
            }
        }

        long sum = 0;
        Dictionary<TKey, long> states = _states[share];
        foreach (TKey key in states.Keys)
        {
            ref long state = ref CollectionsMarshal.GetValueRefOrNullRef(states, key);
            if (values.TryGetValue(key, out List<long>? added))
            {
                foreach (long value in added)
                {
                    state += value;
                }
            }

            sum += state;
        }

        return sum;
    }
}
