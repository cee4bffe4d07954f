namespace OrleansStream.Execution;

/// <summary>Pairs each record with every one of a partition that was gathered before.</summary>
internal struct CrossLink<T, TOther, TNext>(List<TOther> others, TaskScope task, TNext next) : IRecordSink<T>
    where TNext : struct, IRecordSink<(T First, TOther Second)>
{
    internal TNext Next = next;

    public void Push(T record)
    {
        for (int start = 0; start < others.Count && task.Continue(); start += Chunks.Records)
        {
            int end = Math.Min(others.Count, start + Chunks.Records);
            for (int i = start; i < end; i++)
            {
                Next.Push((record, others[i]));
            }
        }
    }
}
