namespace OrleansStream.Execution;

/// <summary>Gives each record to a function and passes on what it emitted; if it throws, only the record's dead letter.</summary>
/// <remarks>What the function emits is held back until it has returned: of a record that fails half-way nothing goes on. What comes after this
/// operator runs outside the guard, so its faults are not taken for this one's.</remarks>
internal struct GuardedLink<TIn, TOut, TNext>(
    Action<TIn, Emitter<TOut>> function, GuardedOperator guarded, BatchTime? time, TaskScope task, int number, TNext next)
    : IRecordSink<TIn>
    where TNext : struct, IRecordSink<Outcome<TOut>>
{
    private readonly BufferEmitter<TOut> _emitted = new();

    internal TNext Next = next;

    public void Push(TIn record)
    {
        task.Current = number;
        DeadLetter? letter = null;
        try
        {
            function(record, _emitted);
        }
        catch (Exception error) when (IsOfTheRecord(error))
        {
            letter = DeadLetter.Of(record, guarded.Info, time, task.Partition, error);
        }

        if (letter is null)
        {
            foreach (TOut result in _emitted.Records)
            {
                Next.Push(new Outcome<TOut>(result, null));
            }
        }
        else
        {
            guarded.Skipped.Add(guarded.Info.Name);
            Next.Push(new Outcome<TOut>(default!, letter));
        }

        _emitted.Clear();
    }

    /// <summary>Whether a fault says something of the record: not that the task is to end, that memory has run out or that a slice was kept too long.</summary>
    private readonly bool IsOfTheRecord(Exception error) =>
        error is not (OutOfMemoryException or SliceExpiredException) && !(error is OperationCanceledException && task.Cancellation.IsCancellationRequested);
}
