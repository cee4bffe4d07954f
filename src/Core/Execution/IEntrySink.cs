namespace OrleansStream.Execution;

/// <summary>A sink that can also take what lies in a table as it lies there: with the hash and the stored form of each key, so that neither is made again.</summary>
/// <typeparam name="TKey">Keys as records carry them.</typeparam>
/// <typeparam name="TStored">Keys as entries hold them.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
/// <typeparam name="TKeys">How keys are kept.</typeparam>
/// <remarks>A chunk is pushed to a copy of the sink: its state must lie behind a reference.</remarks>
internal interface IEntrySink<TKey, TStored, TValue, TKeys>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    /// <summary>Takes entries, in order.</summary>
    void Push(ReadOnlySpan<CombineTable<TKey, TStored, TValue, TKeys>.Entry> entries);
}
