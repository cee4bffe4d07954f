namespace OrleansStream.Benchmarks;

/// <summary>Keeps every delay of a run and gives exact percentiles of them.</summary>
/// <remarks>Made for a known number of batches, so that recording allocates nothing while delays are measured. One thread at a time.</remarks>
internal sealed class LatencyRecorder(int capacity)
{
    private long[] _ticks = new long[capacity];
    private int _count;

    /// <summary>The number of delays recorded.</summary>
    public int Count => _count;

    /// <summary>Records the delay of the next batch.</summary>
    public void Add(TimeSpan delay)
    {
        if (_count == _ticks.Length)
        {
            Array.Resize(ref _ticks, Math.Max(16, _count * 2));
        }

        _ticks[_count++] = delay.Ticks;
    }

    /// <summary>Percentiles by nearest rank: the smallest delay that at least this share of all batches did not exceed.</summary>
    /// <param name="shares">Each from 0 (least) to 1 (greatest), such as 0.999.</param>
    /// <exception cref="InvalidOperationException">Nothing was recorded.</exception>
    public TimeSpan[] Percentiles(params ReadOnlySpan<double> shares) => Percentiles(Range.All, shares);

    /// <summary>The same over part of the run, in the order of recording: a median that grows from part to part is a queue that grows.</summary>
    public TimeSpan[] Percentiles(Range part, params ReadOnlySpan<double> shares)
    {
        long[] sorted = _ticks.AsSpan(0, _count)[part].ToArray();
        if (sorted.Length == 0)
        {
            throw new InvalidOperationException("No delay was recorded; percentiles need at least one.");
        }

        Array.Sort(sorted);
        TimeSpan[] result = new TimeSpan[shares.Length];
        for (int i = 0; i < shares.Length; i++)
        {
            int rank = (int)Math.Ceiling(shares[i] * sorted.Length);
            result[i] = new TimeSpan(sorted[Math.Clamp(rank, 1, sorted.Length) - 1]);
        }

        return result;
    }
}
