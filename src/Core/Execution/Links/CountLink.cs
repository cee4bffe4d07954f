namespace OrleansStream.Execution;

/// <summary>Counts records.</summary>
internal struct CountLink<T> : IRecordSink<T>
{
    internal long Count;

    public void Push(T record) => Count++;
}
