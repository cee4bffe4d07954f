namespace OrleansStream.Execution;

/// <summary>Pairs each record with every one of a partition that was gathered before.</summary>
internal struct CrossLink<T, TOther, TNext>(StoredRecords<TOther> others, TaskScope task, TNext next) : IRecordSink<T>
    where TNext : struct, IRecordSink<(T First, TOther Second)>
{
    internal TNext Next = next;

    public void Push(T record)
    {
        var link = new PairLink<T, TOther, TNext>(record, Next);
        others.TryFeed(ref link, task);
        Next = link.Next;
    }
}
