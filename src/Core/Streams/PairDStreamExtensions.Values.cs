using OrleansStream.Execution;
using OrleansStream.Rdds;
using OrleansStream.Streams;

namespace OrleansStream;

public static partial class PairDStreamExtensions
{
    /// <summary>Applies a function to each value; keys stay, and so does the partitioning.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="function">Called once per pair on an engine thread.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TOut Value)> MapValues<TKey, TValue, TOut>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(function);
        return new ElementwiseStream<(TKey Key, TValue Value), (TKey Key, TOut Value)>(
            stream,
            "MapValues",
            (rdd, info) => Keyed.MapValues(rdd, function, info),
            (pair, emitter) => emitter.Emit((pair.Key, function(pair.Value))));
    }

    /// <summary>Replaces each value by the elements of a sequence; keys stay, and so does the partitioning.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="function">Called once per pair on an engine thread; must not return null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TOut Value)> FlatMapValues<TKey, TValue, TOut>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, IEnumerable<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(function);
        return new ElementwiseStream<(TKey Key, TValue Value), (TKey Key, TOut Value)>(
            stream,
            "FlatMapValues",
            (rdd, info) => new FlatMapValuesRdd<TKey, TValue, TOut>(rdd, function, info),
            FlatMapValuesRdd<TKey, TValue, TOut>.Emitting(function));
    }

    /// <summary>Replaces each value by what a function emits; keys stay, and so does the partitioning.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="function">Called once per pair on an engine thread.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="function"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TOut Value)> FlatMapValues<TKey, TValue, TOut>(
        this DStream<(TKey Key, TValue Value)> stream, Action<TValue, Emitter<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(function);
        return new ElementwiseStream<(TKey Key, TValue Value), (TKey Key, TOut Value)>(
            stream,
            "FlatMapValues",
            (rdd, info) => new EmitValuesRdd<TKey, TValue, TOut>(rdd, function, info),
            (pair, emitter) => function(pair.Value, new KeyedEmitter<TKey, TOut>(pair.Key, emitter)));
    }

    /// <summary>Stops asynchronous functions at compile time: they would emit after the pair's turn has passed.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="function">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete("FlatMapValues takes a synchronous function.", error: true)]
    public static DStream<(TKey Key, TOut Value)> FlatMapValues<TKey, TValue, TOut>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, Emitter<TOut>, Task> function) =>
        throw new NotSupportedException("FlatMapValues takes a synchronous function.");

    /// <summary>Stops asynchronous functions at compile time: they would give pairs of keys and tasks.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="function">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete("MapValues takes a synchronous function.", error: true)]
    public static DStream<(TKey Key, TOut Value)> MapValues<TKey, TValue, TOut>(
        this DStream<(TKey Key, TValue Value)> stream, Func<TValue, Task<TOut>> function) =>
        throw new NotSupportedException("MapValues takes a synchronous function.");

    /// <summary>The key of each pair.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<TKey> Keys<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Narrow(stream, "Keys", (rdd, info) =>
            Keyed.Keys(rdd, info));
    }

    /// <summary>The value of each pair.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<TValue> Values<TKey, TValue>(
        this DStream<(TKey Key, TValue Value)> stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Narrow(stream, "Values", (rdd, info) =>
            Keyed.Values(rdd, info));
    }
}
