using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public abstract partial class Rdd<T>
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
    /// <remarks>Results are gathered before the next operator runs, as behind a shuffle, so a failure later on does not repeat the calls. A call
    /// that fails fails its partition's task, which is tried again as any other: the function may be called again for the same record.</remarks>
    public Rdd<TOut> MapAsync<TOut>(
        Func<T, CancellationToken, Task<TOut>> function, int maxConcurrency, bool ordered = true, TimeSpan? timeout = null)
    {
        ArgumentNullException.ThrowIfNull(function);
        return MapAsync(function, AsyncMapSettings.Check(maxConcurrency, ordered, timeout), OperatorInfo.OfRdd("MapAsync"));
    }

    internal AsyncMapRdd<T, TOut> MapAsync<TOut>(Func<T, CancellationToken, Task<TOut>> function, AsyncMapSettings settings, OperatorInfo info) =>
        new(new AsyncMapShuffle<T, TOut>(this, new AsyncFunction<T, TOut>(function, null), settings, info));

    /// <summary>As MapAsync, with a dead letter for a record whose call fails or takes too long.</summary>
    internal AsyncMapRdd<T, Outcome<TOut>> MapAsync<TOut>(
        Func<T, CancellationToken, Task<TOut>> function, AsyncMapSettings settings, GuardedOperator guarded)
    {
        var guardedFunction = new AsyncFunction<T, Outcome<TOut>>(
            async (record, cancellation) => new Outcome<TOut>(await function(record, cancellation).ConfigureAwait(false), null),
            (record, error, task) => guarded.LeaveOut<T, TOut>(record, error, Time, task));
        return new(new AsyncMapShuffle<T, Outcome<TOut>>(this, guardedFunction, settings, guarded.Info));
    }
}
