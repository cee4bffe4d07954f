namespace OrleansStream.Execution;

/// <summary>Ends a chain: gives each record to an action of the user.</summary>
internal readonly struct ForeachLink<T>(Action<T> action, TaskScope task, int number) : IRecordSink<T>
{
    public void Push(T record)
    {
        task.Current = number;
        action(record);
    }
}
