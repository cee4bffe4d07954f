namespace OrleansStream.Execution;

/// <summary>How asynchronous calls are made.</summary>
/// <param name="MaxConcurrency">How many of a partition's calls are under way at a time at most.</param>
/// <param name="Ordered">Whether results stay in the order of the records, or come in that in which calls end.</param>
/// <param name="Timeout">How long a call may take, or null for any time.</param>
internal sealed record AsyncMapSettings(int MaxConcurrency, bool Ordered, TimeSpan? Timeout)
{
    /// <summary>The longest time that timers take.</summary>
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromDays(24);

    /// <exception cref="ArgumentOutOfRangeException">A value breaks its rule.</exception>
    internal static AsyncMapSettings Check(int maxConcurrency, bool ordered, TimeSpan? timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxConcurrency, 1);
        if (timeout is { } limit && (limit <= TimeSpan.Zero || limit > LongestTimeout))
        {
            throw new ArgumentOutOfRangeException(nameof(timeout), limit, "A timeout is positive and at most 24 days.");
        }

        return new AsyncMapSettings(maxConcurrency, ordered, timeout);
    }
}
