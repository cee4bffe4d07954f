namespace OrleansStream;

public sealed partial class StreamingContext
{
    /// <summary>A table that is loaded by a function, when the job starts and again at batch times, for <c>JoinTable</c> and <c>LeftOuterJoinTable</c>.</summary>
    /// <typeparam name="TKey">The keys' type; keys are told apart by <see cref="object.Equals(object)"/>.</typeparam>
    /// <typeparam name="TRow">The rows' type. Rows must not be changed.</typeparam>
    /// <param name="refreshInterval">How much batch time lies at least between two loads; positive.</param>
    /// <param name="load">Gives all rows, one for each key; at the coordinator. The batch at whose time it is called waits for it.</param>
    /// <remarks>If the first load fails, so does the start. If a later one fails, the table stays as it was, a warning is logged, the counter
    /// <c>orleans-stream-lookup-failures</c> counts it, and the next interval has the next try.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="refreshInterval"/> is not positive.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="load"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public LookupTable<TKey, TRow> LookupTable<TKey, TRow>(TimeSpan refreshInterval, Func<CancellationToken, Task<IEnumerable<(TKey Key, TRow Row)>>> load)
        where TKey : notnull
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(refreshInterval, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(load);
        return new LookupTable<TKey, TRow>(this, refreshInterval, load);
    }
}
