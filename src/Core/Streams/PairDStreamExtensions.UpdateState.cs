using OrleansStream.Stateful;
using OrleansStream.Streams;

namespace OrleansStream;

public static partial class PairDStreamExtensions
{
    /// <summary>Updates the state of every key in every batch: of keys with new values, and of all that have a state.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TState">The states' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="spec">The state: <c>StateSpec.Of&lt;long&gt;()</c>, and what it is to be beside its type; without a timeout.</param>
    /// <param name="function">Called once for each key, on an engine thread, with the key's values of this batch in their order, an empty list if there are
    /// none, and its state, if it has one. Gives the state after the batch; none removes the key. Lists stay valid.</param>
    /// <returns>All keys with their states after each batch, partitioned as the state is; the order of pairs is not fixed. Where <paramref name="stream"/> has no
    /// dataset, keys are updated with no values; before its first one there is no dataset here either.</returns>
    /// <remarks>The cost of a batch grows with the number of keys; where most keys have no new values, <c>MapWithState</c> is cheaper. States that
    /// could change are copied for the function and for each reader.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="spec"/> has a timeout.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity, or values of
    /// <typeparamref name="TState"/> can be changed and the type cannot be encoded, so that they cannot be copied either.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TState Value)> UpdateStateByKey<TKey, TValue, TState>(
        this DStream<(TKey Key, TValue Value)> stream,
        StateSpec<TState> spec,
        Func<IReadOnlyList<TValue>, Option<TState>, Option<TState>> function)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return stream.UpdateStateByKey(spec.ForKeys<TKey>(), function);
    }

    /// <inheritdoc cref="UpdateStateByKey{TKey, TValue, TState}(DStream{ValueTuple{TKey, TValue}}, StateSpec{TState}, Func{IReadOnlyList{TValue}, Option{TState}, Option{TState}})"/>
    public static DStream<(TKey Key, TState Value)> UpdateStateByKey<TKey, TValue, TState>(
        this DStream<(TKey Key, TValue Value)> stream,
        StateSpec<TKey, TState> spec,
        Func<IReadOnlyList<TValue>, Option<TState>, Option<TState>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Updated<TKey, TValue, TState>(
            stream,
            spec,
            run => new UpdateVisitor<TKey, TValue, TState, PlainStateUpdate<TKey, TValue, TState>>(new PlainStateUpdate<TKey, TValue, TState>(function), run),
            tellsPartitioning: true);
    }

    /// <summary>Updates the state of every key in every batch: of keys with new values, and of all that have a state.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TState">The states' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="spec">The state: <c>StateSpec.Of&lt;long&gt;()</c>, and what it is to be beside its type; without a timeout.</param>
    /// <param name="function">Called once for each key, on an engine thread, with the batch time, the key, the key's values of this batch in their order, an empty
    /// list if there are none, and its state, if it has one. Gives the state after the batch; none removes the key. Lists stay valid.</param>
    /// <param name="rememberPartitioner">Whether keyed operations on the result may rely on how it is partitioned, so that they move nothing.</param>
    /// <returns>All keys with their states after each batch, partitioned as the state is; the order of pairs is not fixed. Where <paramref name="stream"/> has no
    /// dataset, keys are updated with no values; before its first one there is no dataset here either.</returns>
    /// <remarks>The cost of a batch grows with the number of keys; where most keys have no new values, <c>MapWithState</c> is cheaper. States that
    /// could change are copied for the function and for each reader.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="spec"/> has a timeout.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity, or values of
    /// <typeparamref name="TState"/> can be changed and the type cannot be encoded, so that they cannot be copied either.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TState Value)> UpdateStateByKey<TKey, TValue, TState>(
        this DStream<(TKey Key, TValue Value)> stream,
        StateSpec<TState> spec,
        Func<BatchTime, TKey, IReadOnlyList<TValue>, Option<TState>, Option<TState>> function,
        bool rememberPartitioner = true)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return stream.UpdateStateByKey(spec.ForKeys<TKey>(), function, rememberPartitioner);
    }

    /// <inheritdoc cref="UpdateStateByKey{TKey, TValue, TState}(DStream{ValueTuple{TKey, TValue}}, StateSpec{TState}, Func{BatchTime, TKey, IReadOnlyList{TValue}, Option{TState}, Option{TState}}, bool)"/>
    public static DStream<(TKey Key, TState Value)> UpdateStateByKey<TKey, TValue, TState>(
        this DStream<(TKey Key, TValue Value)> stream,
        StateSpec<TKey, TState> spec,
        Func<BatchTime, TKey, IReadOnlyList<TValue>, Option<TState>, Option<TState>> function,
        bool rememberPartitioner = true)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Updated<TKey, TValue, TState>(
            stream,
            spec,
            run => new UpdateVisitor<TKey, TValue, TState, TimedStateUpdate<TKey, TValue, TState>>(new TimedStateUpdate<TKey, TValue, TState>(function), run),
            rememberPartitioner);
    }

    /// <summary>Updates the state of every key in every batch: of keys with new values, and of all that have a state.</summary>
    /// <typeparam name="TKey">The keys' type; its identity is that of its canonical encoding.</typeparam>
    /// <typeparam name="TValue">The values' type.</typeparam>
    /// <typeparam name="TState">The states' type.</typeparam>
    /// <param name="stream">The pairs.</param>
    /// <param name="spec">The state: <c>StateSpec.Of&lt;long&gt;()</c>, and what it is to be beside its type; without a timeout.</param>
    /// <param name="function">Called once for each partition, on an engine thread, with every key of it that has a state or values in this batch. Gives the keys that
    /// are to have a state after the batch; those that it does not give are removed. The sequence is read once and lazily.</param>
    /// <param name="rememberPartitioner">Whether keyed operations on the result may rely on how it is partitioned, so that they move nothing; the function must then
    /// give keys of its own partition only, which all that it is given are.</param>
    /// <returns>All keys with their states after each batch, partitioned as the state is; the order of pairs is not fixed. Where <paramref name="stream"/> has no
    /// dataset, keys are updated with no values; before its first one there is no dataset here either.</returns>
    /// <remarks>The cost of a batch grows with the number of keys; where most keys have no new values, <c>MapWithState</c> is cheaper. States that
    /// could change are copied for the function and for each reader.</remarks>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="spec"/> has a timeout.</exception>
    /// <exception cref="Encoding.UnsupportedTypeException"><typeparamref name="TKey"/> has no stable identity, or values of
    /// <typeparamref name="TState"/> can be changed and the type cannot be encoded, so that they cannot be copied either.</exception>
    /// <exception cref="InvalidOperationException">The context has been started.</exception>
    public static DStream<(TKey Key, TState Value)> UpdateStateByKey<TKey, TValue, TState>(
        this DStream<(TKey Key, TValue Value)> stream,
        StateSpec<TState> spec,
        Func<IEnumerable<(TKey Key, IReadOnlyList<TValue> Values, Option<TState> State)>, IEnumerable<(TKey Key, TState State)>> function,
        bool rememberPartitioner = true)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return stream.UpdateStateByKey(spec.ForKeys<TKey>(), function, rememberPartitioner);
    }

    /// <inheritdoc cref="UpdateStateByKey{TKey, TValue, TState}(DStream{ValueTuple{TKey, TValue}}, StateSpec{TState}, Func{IEnumerable{ValueTuple{TKey, IReadOnlyList{TValue}, Option{TState}}}, IEnumerable{ValueTuple{TKey, TState}}}, bool)"/>
    public static DStream<(TKey Key, TState Value)> UpdateStateByKey<TKey, TValue, TState>(
        this DStream<(TKey Key, TValue Value)> stream,
        StateSpec<TKey, TState> spec,
        Func<IEnumerable<(TKey Key, IReadOnlyList<TValue> Values, Option<TState> State)>, IEnumerable<(TKey Key, TState State)>> function,
        bool rememberPartitioner = true)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Updated<TKey, TValue, TState>(
            stream,
            spec,
            run => new SequenceUpdateVisitor<TKey, TValue, TState>(function, run),
            rememberPartitioner);
    }

    private static UpdateStateDStream<TKey, TValue, TState> Updated<TKey, TValue, TState>(
        DStream<(TKey Key, TValue Value)> stream,
        StateSpec<TKey, TState> spec,
        Func<UpdateRun<TKey, TValue, TState>, IStateTablesVisitor<TKey, TState>> update,
        bool tellsPartitioning)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(spec);
        return spec.Idle is { } timeout
            ? throw new ArgumentException($"UpdateStateByKey has no timeouts, and the state is described with one of {timeout.Duration}: return None for a key that is to go, or use MapWithState.", nameof(spec))
            : new UpdateStateDStream<TKey, TValue, TState>(stream, spec, update, tellsPartitioning);
    }
}
