using System.Runtime.CompilerServices;

namespace OrleansStream.Stateful;

/// <summary>A function of values and state.</summary>
internal readonly struct PlainStateUpdate<TKey, TValue, TState>(Func<IReadOnlyList<TValue>, Option<TState>, Option<TState>> function)
    : IStateUpdate<TKey, TValue, TState>
{
    public bool NeedsKey => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Option<TState> Call(BatchTime time, TKey key, IReadOnlyList<TValue> values, Option<TState> state) => function(values, state);
}
