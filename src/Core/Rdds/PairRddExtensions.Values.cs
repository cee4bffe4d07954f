using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

public static partial class PairRddExtensions
{
    /// <summary>Applies a function to each value; keys stay, and so does the partitioning.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="function">Called once per pair on an engine thread.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> or <paramref name="function"/> is null.</exception>
    public static Rdd<(TKey Key, TOut Value)> MapValues<TKey, TValue, TOut>(
        this Rdd<(TKey Key, TValue Value)> rdd, Func<TValue, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(function);
        return Keyed.MapValues(rdd, function, OperatorInfo.OfRdd("MapValues"));
    }

    /// <summary>Replaces each value by the elements of a sequence; keys stay, and so does the partitioning.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="function">Called once per pair on an engine thread; must not return null.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> or <paramref name="function"/> is null.</exception>
    public static Rdd<(TKey Key, TOut Value)> FlatMapValues<TKey, TValue, TOut>(
        this Rdd<(TKey Key, TValue Value)> rdd, Func<TValue, IEnumerable<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(function);
        return new FlatMapValuesRdd<TKey, TValue, TOut>(rdd, function, OperatorInfo.OfRdd("FlatMapValues"));
    }

    /// <summary>Replaces each value by what a function emits; keys stay, and so does the partitioning.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="function">Called once per pair on an engine thread.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> or <paramref name="function"/> is null.</exception>
    public static Rdd<(TKey Key, TOut Value)> FlatMapValues<TKey, TValue, TOut>(
        this Rdd<(TKey Key, TValue Value)> rdd, Action<TValue, Emitter<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(function);
        return new EmitValuesRdd<TKey, TValue, TOut>(rdd, function, OperatorInfo.OfRdd("FlatMapValues"));
    }

    /// <summary>Stops asynchronous functions at compile time: they would emit after the pair's turn has passed.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="function">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete("FlatMapValues takes a synchronous function.", error: true)]
    public static Rdd<(TKey Key, TOut Value)> FlatMapValues<TKey, TValue, TOut>(
        this Rdd<(TKey Key, TValue Value)> rdd, Func<TValue, Emitter<TOut>, Task> function) =>
        throw new NotSupportedException("FlatMapValues takes a synchronous function.");

    /// <summary>Stops asynchronous functions at compile time: they would give pairs of keys and tasks.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <param name="function">Not used.</param>
    /// <exception cref="NotSupportedException">Always.</exception>
    [Obsolete("MapValues takes a synchronous function.", error: true)]
    public static Rdd<(TKey Key, TOut Value)> MapValues<TKey, TValue, TOut>(
        this Rdd<(TKey Key, TValue Value)> rdd, Func<TValue, Task<TOut>> function) =>
        throw new NotSupportedException("MapValues takes a synchronous function.");

    /// <summary>The key of each pair.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> is null.</exception>
    public static Rdd<TKey> Keys<TKey, TValue>(
        this Rdd<(TKey Key, TValue Value)> rdd)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        return Keyed.Keys(rdd, OperatorInfo.OfRdd("Keys"));
    }

    /// <summary>The value of each pair.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <param name="rdd">The pairs.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> is null.</exception>
    public static Rdd<TValue> Values<TKey, TValue>(
        this Rdd<(TKey Key, TValue Value)> rdd)
    {
        ArgumentNullException.ThrowIfNull(rdd);
        return Keyed.Values(rdd, OperatorInfo.OfRdd("Values"));
    }
}
