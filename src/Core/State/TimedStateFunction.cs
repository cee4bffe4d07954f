using System.Runtime.CompilerServices;

namespace OrleansStream.Stateful;

/// <summary>A function that is told the batch time and may give nothing.</summary>
internal readonly struct TimedStateFunction<TKey, TValue, TState, TOut>(Func<BatchTime, TKey, Option<TValue>, State<TState>, Option<TOut>> function)
    : IStateFunction<TKey, TValue, TState, TOut>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Option<TOut> Call(BatchTime time, TKey key, Option<TValue> value, State<TState> state) => function(time, key, value, state);
}
