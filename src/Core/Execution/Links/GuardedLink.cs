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
        Outcome<TOut>? failed = null;
        try
        {
            function(record, _emitted);
        }
        catch (Exception error) when (GuardedOperator.IsOfTheRecord(error, task))
        {
            failed = guarded.LeaveOut<TIn, TOut>(record, error, time, task);
        }

        if (failed is { } outcome)
        {
            Next.Push(outcome);
        }
        else
        {
            foreach (TOut result in _emitted.Records)
            {
                Next.Push(new Outcome<TOut>(result, null));
            }
        }

        _emitted.Clear();
    }
}
