using System.Runtime.InteropServices;

namespace OrleansStream.Benchmarks;

/// <summary>Counting as a good C# developer writes it: a dictionary for each thread, one look-up for each record.</summary>
internal sealed class NaturalStateCount<TKey>(StateRecords<TKey> records, int threads) : StateVariant<TKey>(records, updatesAll: false)
    where TKey : notnull
{
    private readonly Dictionary<TKey, long>[] _counts = NaturalState.Share(records, threads);

    protected override ValueTask<long> ApplyAsync() => ValueTask.FromResult(StateThreads.Run(threads, Apply));

    private long Apply(int share)
    {
        Dictionary<TKey, long> counts = _counts[share];
        long sum = 0;
        foreach ((TKey key, long value) in Batch)
        {
            if (NaturalState.Owns(share, threads, key))
            {
                sum += CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _) += value;
            }
        }

        return sum;
    }
}
