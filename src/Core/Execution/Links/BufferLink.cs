namespace OrleansStream.Execution;

/// <summary>Collects the records of a partition in a list, where an operator needs the partition as a sequence.</summary>
internal readonly struct BufferLink<T>(List<T> target) : IRecordSink<T>
{
    public void Push(T record) => target.Add(record);
}
