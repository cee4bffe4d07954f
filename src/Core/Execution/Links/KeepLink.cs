namespace OrleansStream.Execution;

/// <summary>Keeps the first records of a partition beyond the batch, copying what points into its blocks.</summary>
/// <param name="target">Where they go.</param>
/// <param name="limit">How many at most.</param>
/// <param name="detach">Copies a record out of the batch's blocks, or null if the type cannot point into any.</param>
/// <param name="task">Told when the limit is reached.</param>
internal readonly struct KeepLink<T>(List<T> target, int limit, Func<T, T>? detach, TaskScope task) : IRecordSink<T>
{
    public void Push(T record)
    {
        if (target.Count < limit)
        {
            target.Add(detach is null ? record : detach(record));
        }

        if (target.Count >= limit)
        {
            task.Satisfied = true;
        }
    }
}
