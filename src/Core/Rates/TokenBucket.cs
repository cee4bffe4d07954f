namespace OrleansStream.Rates;

/// <summary>Counts how many records may be taken at a rate; taking more than are there is paid for by waiting afterwards.</summary>
/// <remarks>Not safe for several threads.</remarks>
internal sealed class TokenBucket
{
    /// <summary>How much idle time can be made up for: enough for timers that come late, too little to matter to a batch.</summary>
    internal static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(100);

    /// <summary>The least wait: a timer per record would cost more than the record.</summary>
    internal static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly TimeProvider _time;
    private readonly double? _max;
    private double? _rate;
    private double _tokens;
    private long _filled;

    /// <param name="time">Where time comes from.</param>
    /// <param name="initial">Records per second at first, or null for no limit.</param>
    /// <param name="max">The most that the rate can become, or null for no limit.</param>
    internal TokenBucket(TimeProvider time, double? initial, double? max)
    {
        _time = time;
        _max = max;
        _rate = Least(initial, max);
        _filled = time.GetTimestamp();
    }

    /// <summary>Records per second, or null for no limit.</summary>
    internal double? Rate => _rate;

    /// <summary>How many records may be taken now without paying afterwards, at least one; without a limit any number.</summary>
    internal double Allowance
    {
        get
        {
            Fill();
            return _rate is null ? double.PositiveInfinity : Math.Max(1, _tokens);
        }
    }

    /// <summary>Changes the rate, to the maximum at most. What is not positive changes nothing.</summary>
    internal void Update(double rate)
    {
        if (rate > 0)
        {
            Fill();
            _rate = Least(rate, _max);
        }
    }

    /// <summary>Takes records if nothing is left to pay.</summary>
    /// <returns>Zero, or how long to wait before trying again.</returns>
    internal TimeSpan TryTake(int count)
    {
        Fill();
        if (_rate is not { } rate)
        {
            return TimeSpan.Zero;
        }

        if (_tokens < 0)
        {
            double seconds = Math.Min(-_tokens / rate, LongestWait.TotalSeconds);
            return TimeSpan.FromSeconds(Math.Max(seconds, LeastWait.TotalSeconds));
        }

        _tokens -= count;
        return TimeSpan.Zero;
    }

    /// <summary>Takes records that have come already.</summary>
    internal void Take(int count)
    {
        Fill();
        _tokens -= count;
    }

    private static double? Least(double? rate, double? max) => rate is { } value && max is { } most ? Math.Min(value, most) : rate ?? max;

    private void Fill()
    {
        long now = _time.GetTimestamp();
        if (_rate is { } rate)
        {
            double most = Math.Max(1, rate * Burst.TotalSeconds);
            _tokens = Math.Min(most, _tokens + (rate * _time.GetElapsedTime(_filled, now).TotalSeconds));
        }
        else
        {
            _tokens = 0;
        }

        _filled = now;
    }
}
