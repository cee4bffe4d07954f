using OrleansStream.Execution;
using OrleansStream.Streams;

namespace OrleansStream;

public abstract partial class DStream<T>
{
    /// <summary>Awaits an asynchronous function for each record: a lookup in a service, a database.</summary>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="function">Called once per record and attempt, off the engine's threads; its token is cancelled when the call times out or is
    /// not wanted any more. It may be called for several records at a time.</param>
    /// <param name="maxConcurrency">How many calls may be under way at a time for each partition; at least 1.</param>
    /// <param name="ordered">Whether results keep the order of the records. Otherwise they come in the order in which calls end, which is not
    /// reproducible: a batch that is run again may give another order. Within an attempt of a batch all see the same.</param>
    /// <param name="timeout">How long a call may take, on the context's clock; longer is a failure with a <see cref="TimeoutException"/> inside. By default any
    /// time. Positive, at most 24 days.</param>
    /// <exception cref="ArgumentNullException"><paramref name="function"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxConcurrency"/> or <paramref name="timeout"/> breaks its rule.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    /// <remarks>Results are gathered before the next operator runs, as behind a shuffle, so a failure later on does not repeat the calls. A call
    /// that fails fails its partition's task, which is tried again as any other: the function may be called again for the same record.</remarks>
    public DStream<TOut> MapAsync<TOut>(
        Func<T, CancellationToken, Task<TOut>> function, int maxConcurrency, bool ordered = true, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        AsyncMapSettings settings = AsyncMapSettings.Check(maxConcurrency, ordered, timeout);
        return new ElementwiseStream<T, TOut>(
            this, "MapAsync", (rdd, info) => rdd.MapAsync(function, settings, info), (rdd, guarded) => rdd.MapAsync(function, settings, guarded));
    }
}
