namespace OrleansStream.Benchmarks;

/// <summary>Batches over keys that all have a state already: one that counts up, then the same one down, so that the states come back to where they were.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
internal sealed class StateRecords<TKey> : IInput
    where TKey : notnull
{
    private const int Batches = 4;

    private readonly ulong _seed;

    /// <param name="keys">How many keys there are.</param>
    /// <param name="batchLength">Records in a batch.</param>
    /// <param name="seed">What batches are drawn by.</param>
    /// <param name="keyOf">Makes the key of a number.</param>
    public StateRecords(int keys, int batchLength, ulong seed, Func<int, TKey> keyOf)
    {
        _seed = seed;
        BatchLength = batchLength;
        Keys = [.. Enumerable.Range(0, keys).Select(keyOf)];
        var random = new SplitMix(seed);
        Runs = new (TKey, long)[2 * Batches][];
        for (int run = 0; run < Runs.Length; run += 2)
        {
            Runs[run] = [.. Enumerable.Range(0, batchLength).Select(_ => (Keys[random.Below(keys)], 1L))];
            Runs[run + 1] = [.. Runs[run].Select(record => (record.Key, -1L))];
        }

        var counts = Keys.ToDictionary(key => key, _ => 1L);
        CountSums = [.. Runs.Select(run => run.Sum(record => counts[record.Key] += record.Value))];
    }

    /// <summary>Records in a batch.</summary>
    public int BatchLength { get; }

    public long Records => BatchLength;

    public long Bytes => Records * PairsInput.PairBytes;

    public string Description => FormattableString.Invariant($"seed {_seed}: batches of {Records:N0} pairs, with {Keys.Length:N0} keys");

    /// <summary>The sum of what counting gives for the records of each run.</summary>
    public long[] CountSums { get; }

    /// <summary>Every key; its state is 1 at first.</summary>
    public TKey[] Keys { get; }

    /// <summary>What the runs of a variant get, in turn.</summary>
    public (TKey Key, long Value)[][] Runs { get; }
}
