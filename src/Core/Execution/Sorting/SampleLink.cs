namespace OrleansStream.Execution;

/// <summary>Keeps all records, and a sample of their keys.</summary>
internal readonly struct SampleLink<TKey, TValue>(RecordPieces<(TKey Key, TValue Value)> records, KeySample<TKey> sample)
    : IRecordSink<(TKey Key, TValue Value)>
{
    public void Push((TKey Key, TValue Value) record)
    {
        records.Add(record);
        sample.Add(record.Key);
    }
}
