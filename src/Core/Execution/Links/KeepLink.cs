namespace OrleansStream.Execution;

/// <summary>Keeps the first records of a partition.</summary>
/// <param name="target">Where they go.</param>
/// <param name="limit">How many at most.</param>
/// <param name="task">Told when the limit is reached.</param>
internal readonly struct KeepLink<T>(List<T> target, int limit, TaskScope task) : IRecordSink<T>
{
    public void Push(T record)
    {
        if (target.Count < limit)
        {
            target.Add(record);
        }

        if (target.Count >= limit)
        {
            task.Satisfied = true;
        }
    }
}
