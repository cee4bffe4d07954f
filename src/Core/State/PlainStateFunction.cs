using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>A function that gives one element for each call.</summary>
internal readonly struct PlainStateFunction<TKey, TValue, TState, TOut>(Func<TKey, Option<TValue>, State<TState>, TOut> function)
    : IStateFunction<TKey, TValue, TState, TOut>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Call(BatchTime time, TKey key, Option<TValue> value, State<TState> state, RecordPieces<TOut> output) =>
        output.Add(function(key, value, state));
}
