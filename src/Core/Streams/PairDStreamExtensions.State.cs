using OrleansStream.Stateful;
using OrleansStream.Streams;

namespace OrleansStream;

public static partial class PairDStreamExtensions
{
    /// <summary>Calls a function for each record with the state of the record's key, which it may read and change; keys without records cost nothing.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TState">The states' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="spec">The state: <c>StateSpec.Of&lt;long&gt;()</c>, and what it is to be beside its type.</param>
    /// <param name="function">Called once for each record, in the order of its partition, on an engine thread, with the key, the value and the key's state as
    /// earlier records have left it; and once without a value for a key that times out. Gives one element for each call.</param>
    /// <returns>The elements of each batch.</returns>
    /// <remarks>A batch that is run again, or whose task is, begins with the state as it was before the batch. The function must not ask for state
    /// in another way.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity, or values of
    /// <typeparamref name="TState"/> can be changed and the type cannot be encoded, so that they cannot be copied either.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static MapWithStateDStream<TKey, TState, TOut> MapWithState<TKey, TValue, TState, TOut>(
        this DStream<(TKey Key, TValue Value)> stream, StateSpec<TState> spec, Func<TKey, Option<TValue>, State<TState>, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return stream.MapWithState(spec.ForKeys<TKey>(), function);
    }

    /// <inheritdoc cref="MapWithState{TKey, TValue, TState, TOut}(DStream{ValueTuple{TKey, TValue}}, StateSpec{TState}, Func{TKey, Option{TValue}, State{TState}, TOut})"/>
    public static MapWithStateDStream<TKey, TState, TOut> MapWithState<TKey, TValue, TState, TOut>(
        this DStream<(TKey Key, TValue Value)> stream, StateSpec<TKey, TState> spec, Func<TKey, Option<TValue>, State<TState>, TOut> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return MapWithState<TKey, TValue, TState, TOut, PlainStateFunction<TKey, TValue, TState, TOut>>(
            stream, spec, new PlainStateFunction<TKey, TValue, TState, TOut>(function));
    }

    /// <summary>Calls a function for each record with the state of the record's key, which it may read and change; keys without records cost nothing.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TState">The states' type.</typeparam>
    /// <typeparam name="TOut">The results' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="spec">The state: <c>StateSpec.Of&lt;long&gt;()</c>, and what it is to be beside its type.</param>
    /// <param name="function">Called once for each record, in the order of its partition, on an engine thread, with the batch time, the key, the value and the
    /// key's state as earlier records have left it; and once without a value for a key that times out. Gives an element or none.</param>
    /// <returns>The elements of each batch.</returns>
    /// <remarks>A batch that is run again, or whose task is, begins with the state as it was before the batch. The function must not ask for state
    /// in another way.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity, or values of
    /// <typeparamref name="TState"/> can be changed and the type cannot be encoded, so that they cannot be copied either.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static MapWithStateDStream<TKey, TState, TOut> MapWithState<TKey, TValue, TState, TOut>(
        this DStream<(TKey Key, TValue Value)> stream, StateSpec<TState> spec, Func<BatchTime, TKey, Option<TValue>, State<TState>, Option<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return stream.MapWithState(spec.ForKeys<TKey>(), function);
    }

    /// <inheritdoc cref="MapWithState{TKey, TValue, TState, TOut}(DStream{ValueTuple{TKey, TValue}}, StateSpec{TState}, Func{BatchTime, TKey, Option{TValue}, State{TState}, Option{TOut}})"/>
    public static MapWithStateDStream<TKey, TState, TOut> MapWithState<TKey, TValue, TState, TOut>(
        this DStream<(TKey Key, TValue Value)> stream, StateSpec<TKey, TState> spec, Func<BatchTime, TKey, Option<TValue>, State<TState>, Option<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return MapWithState<TKey, TValue, TState, TOut, TimedStateFunction<TKey, TValue, TState, TOut>>(
            stream, spec, new TimedStateFunction<TKey, TValue, TState, TOut>(function));
    }

    private static MapWithStateDStream<TKey, TValue, TState, TOut, TFunction> MapWithState<TKey, TValue, TState, TOut, TFunction>(
        DStream<(TKey Key, TValue Value)> stream, StateSpec<TKey, TState> spec, TFunction function)
        where TFunction : struct, IStateFunction<TKey, TValue, TState, TOut>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(spec);
        return new MapWithStateDStream<TKey, TValue, TState, TOut, TFunction>(stream, spec, function);
    }
}
