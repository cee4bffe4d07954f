namespace OrleansStream.Execution;

/// <summary>Makes something that is compiled for the way in which tables keep keys.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TResult">What is made.</typeparam>
internal interface IStoredKeysVisitor<TKey, out TResult>
{
    /// <summary>Called once.</summary>
    TResult Visit<TStored, TKeys>(TKeys keys)
        where TKeys : struct, IStoredKeys<TKey, TStored>;
}
