namespace OrleansStream.Execution;

/// <summary>An operator that leaves out records on which its function throws.</summary>
/// <param name="Info">What it is called.</param>
/// <param name="Skipped">Where it counts them.</param>
internal sealed record GuardedOperator(OperatorInfo Info, Accumulator<string, SortedDictionary<string, long>> Skipped)
{
    /// <summary>Whether a fault says something of the record: not that the task is to end, that memory has run out or that a slice was kept too long.</summary>
    internal static bool IsOfTheRecord(Exception error, TaskScope task) =>
        error is not (OutOfMemoryException or SliceExpiredException) && !(error is OperationCanceledException && task.Cancellation.IsCancellationRequested);

    /// <summary>Counts a record that is left out, and makes its dead letter.</summary>
    internal Outcome<TOut> LeaveOut<TIn, TOut>(TIn record, Exception error, BatchTime? time, TaskScope task)
    {
        Skipped.Add(Info.Name);
        return new Outcome<TOut>(default!, DeadLetter.Of(record, Info, time, task.Partition, error));
    }
}
