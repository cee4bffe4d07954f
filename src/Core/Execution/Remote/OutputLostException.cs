namespace OrleansStream.Execution;

/// <summary>A host does not have what a map task has left there: it has been replaced since.</summary>
internal sealed class OutputLostException(LostOutput output, int mapPartition, int host)
    : Exception($"What map partition {mapPartition} of shuffle {output.Shuffle} of attempt {output.Batch.Attempt} of batch {output.Batch.Time} has left on host {host} is not there any more.")
{
    /// <summary>Whose output it is.</summary>
    internal LostOutput Output => output;
}
