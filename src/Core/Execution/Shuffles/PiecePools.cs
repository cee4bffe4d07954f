using System.Collections.Concurrent;

namespace OrleansStream.Execution;

/// <summary>The arrays that a job's records lie in between its stages, for use by the next batch.</summary>
/// <remarks>The shared pool keeps some dozens of each length, and a large batch takes hundreds: allocating the rest anew for every batch has the collector
/// go through all that the job keeps alive. Belongs to the job, so that it goes with the job and with the types of its code.</remarks>
/// <param name="time">The clock.</param>
internal sealed class PiecePools(TimeProvider time)
{
    // What has not been needed for so long is given back.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<Type, PiecePool> _pools = new();
    private long _trimmed = time.GetTimestamp();

    /// <summary>The pool of a type of records. Asked for by every task that may need arrays, which is when pools are looked after.</summary>
    internal PiecePool<T> Of<T>()
    {
        long trimmed = Volatile.Read(ref _trimmed);
        if (time.GetElapsedTime(trimmed) >= Window && Interlocked.CompareExchange(ref _trimmed, time.GetTimestamp(), trimmed) == trimmed)
        {
            foreach (PiecePool pool in _pools.Values)
            {
                pool.Trim();
            }
        }

        return (PiecePool<T>)_pools.GetOrAdd(typeof(T), static _ => new PiecePool<T>());
    }
}
