namespace OrleansStream.Stateful;

/// <summary>The user's function of <c>UpdateStateByKey</c>, in one of the forms that are called for each key.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
/// <typeparam name="TState">States.</typeparam>
internal interface IStateUpdate<TKey, TValue, TState>
{
    /// <summary>Whether it looks at the key, which may have to be made.</summary>
    bool NeedsKey { get; }

    Option<TState> Call(BatchTime time, TKey key, IReadOnlyList<TValue> values, Option<TState> state);
}
