namespace OrleansStream.Execution;

/// <summary>Gathers the records of a partition in a block; stops the source when they do not fit.</summary>
internal readonly struct StoreLink<T>(StoredRecords<T> target, TaskScope task) : IRecordSink<T>
{
    public void Push(T record)
    {
        if (!target.Add(record))
        {
            task.Satisfied = true;
        }
    }
}
