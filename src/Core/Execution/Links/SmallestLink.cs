namespace OrleansStream.Execution;

/// <summary>Ends a chain: keeps the records that come first in an order.</summary>
internal readonly struct SmallestLink<T>(Smallest<T> kept, TaskScope task, int number) : IRecordSink<T>
{
    public void Push(T record)
    {
        // The order may be the user's code.
        task.Current = number;
        kept.Add(record);
    }
}
