namespace OrleansStream.Stateful;

/// <summary>The user's function of <c>MapWithState</c>, in one of its forms.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <typeparam name="TOut">What it gives.</typeparam>
internal interface IStateFunction<TKey, TValue, TState, TOut>
{
    Option<TOut> Call(BatchTime time, TKey key, Option<TValue> value, State<TState> state);
}
