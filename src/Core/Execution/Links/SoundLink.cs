namespace OrleansStream.Execution;

/// <summary>Passes on results and leaves dead letters out.</summary>
internal struct SoundLink<T, TNext>(TNext next) : IRecordSink<Outcome<T>>
    where TNext : struct, IRecordSink<T>
{
    internal TNext Next = next;

    public void Push(Outcome<T> record)
    {
        if (record.Letter is null)
        {
            Next.Push(record.Value);
        }
    }
}
