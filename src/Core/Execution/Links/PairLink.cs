namespace OrleansStream.Execution;

/// <summary>Pairs one record with each that comes.</summary>
internal struct PairLink<T, TOther, TNext>(T first, TNext next) : IRecordSink<TOther>
    where TNext : struct, IRecordSink<(T First, TOther Second)>
{
    internal TNext Next = next;

    public void Push(TOther record) => Next.Push((first, record));
}
