namespace OrleansStream.Execution;

/// <summary>Takes keys with their values as they are read.</summary>
/// <typeparam name="TStored">Keys as tables hold them.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
internal interface IEntryReader<TStored, TValue>
{
    /// <summary>Takes keys and as many values; both are valid during the call.</summary>
    void Take(ReadOnlySpan<TStored> keys, ReadOnlySpan<TValue> values);
}
