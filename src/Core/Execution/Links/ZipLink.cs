namespace OrleansStream.Execution;

/// <summary>Pairs each record with the one in the same place of a partition that was gathered before.</summary>
internal struct ZipLink<T, TOther, TNext>(IEnumerator<TOther> others, TaskScope task, TNext next) : IRecordSink<T>
    where TNext : struct, IRecordSink<(T First, TOther Second)>
{
    internal TNext Next = next;

    /// <summary>How many records came.</summary>
    internal int Count = 0;

    public void Push(T record)
    {
        if (!task.Satisfied && others.MoveNext())
        {
            Next.Push((record, others.Current));
        }

        Count++;
    }
}
