using System.Runtime.CompilerServices;

namespace OrleansStream.Stateful;

/// <summary>A function that is told the batch time and the key as well.</summary>
internal readonly struct TimedStateUpdate<TKey, TValue, TState>(
    Func<BatchTime, TKey, IReadOnlyList<TValue>, Option<TState>, Option<TState>> function)
    : IStateUpdate<TKey, TValue, TState>
{
    public bool NeedsKey => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Option<TState> Call(BatchTime time, TKey key, IReadOnlyList<TValue> values, Option<TState> state) => function(time, key, values, state);
}
