using System.Runtime.CompilerServices;

namespace OrleansStream.Stateful;

/// <summary>A function that gives one element for each call.</summary>
internal readonly struct PlainStateFunction<TKey, TValue, TState, TOut>(Func<TKey, Option<TValue>, State<TState>, TOut> function)
    : IStateFunction<TKey, TValue, TState, TOut>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Option<TOut> Call(BatchTime time, TKey key, Option<TValue> value, State<TState> state) => Option<TOut>.Some(function(key, value, state));
}
