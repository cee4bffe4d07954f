namespace OrleansStream.Execution;

/// <summary>Passes on dead letters and leaves results out.</summary>
internal struct DeadLetterLink<T, TNext>(TNext next) : IRecordSink<Outcome<T>>
    where TNext : struct, IRecordSink<DeadLetter>
{
    internal TNext Next = next;

    public void Push(Outcome<T> record)
    {
        if (record.Letter is not null)
        {
            Next.Push(record.Letter);
        }
    }
}
