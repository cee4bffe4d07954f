namespace OrleansStream.Execution;

/// <summary>Pushes a pair's key with every element of the sequence that a function gives for its value.</summary>
internal struct FlatMapValuesLink<TKey, TIn, TOut, TNext>(FlatMapLink<TIn, TOut, WithKeyLink<TKey, TOut, TNext>> values)
    : IRecordSink<(TKey Key, TIn Value)>
    where TNext : struct, IRecordSink<(TKey Key, TOut Value)>
{
    internal FlatMapLink<TIn, TOut, WithKeyLink<TKey, TOut, TNext>> Values = values;

    public void Push((TKey Key, TIn Value) record)
    {
        Values.Next.Key = record.Key;
        Values.Push(record.Value);
    }
}
