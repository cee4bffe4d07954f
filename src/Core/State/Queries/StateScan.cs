namespace OrleansStream;

/// <summary>Reads keys with their states as they are at one batch, each key once, while the job goes on.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <typeparam name="TState">The states' type.</typeparam>
/// <remarks>
/// <para>
/// Keys come partition by partition and within it by key group; within a group in no particular order, which another scan need not repeat.
/// Read everything with <c>await foreach</c>, or some at a time with <see cref="ReadAsync"/>, which goes on where the call before ended.
/// </para>
/// <para>
/// As long as the scan is not complete or disposed of, what later batches overwrite is kept for it, for at most
/// <see cref="StreamingContextOptions.StateScanLimit"/>; a scan that has to make way for a commit after that throws
/// <see cref="StateScanExpiredException"/>. To be used by one thread at a time.
/// </para>
/// </remarks>
public abstract class StateScan<TKey, TState> : IAsyncEnumerable<(TKey Key, TState State)>, IAsyncDisposable
{
    private const int PageLength = 256;

    /// <summary>The batch that all of it is read at.</summary>
    public abstract BatchTime BatchTime { get; }

    /// <summary>Reads the next keys with their states.</summary>
    /// <param name="limit">How many at most; 1 or more.</param>
    /// <param name="cancellationToken">Gives up this read; what it has read so far is lost to the scan.</param>
    /// <returns>As many as there are, up to the limit; none at the end.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is below 1.</exception>
    /// <exception cref="StateScanExpiredException">The scan took too long, and its version is gone; or, on a cluster, a silo that it needs is.</exception>
    /// <exception cref="InvalidOperationException">Called inside a function that changes state.</exception>
    /// <exception cref="ObjectDisposedException">The scan or the context has been disposed of.</exception>
    public abstract ValueTask<IReadOnlyList<(TKey Key, TState State)>> ReadAsync(int limit, CancellationToken cancellationToken = default);

    /// <summary>Reads what is left, then disposes of the scan, also if the loop is left before.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerator<(TKey Key, TState State)> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await using (((IAsyncDisposable)this).ConfigureAwait(false))
        {
            while (await ReadAsync(PageLength, cancellationToken).ConfigureAwait(false) is { Count: > 0 } page)
            {
                foreach ((TKey Key, TState State) entry in page)
                {
                    yield return entry;
                }
            }
        }
    }

    /// <summary>Ends the scan: nothing more is kept for it.</summary>
    public abstract ValueTask DisposeAsync();
}
