namespace OrleansStream.Outputs;

/// <summary>Which attempt at which partition of a batch a sink's writer is for.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Index">The partition, from 0.</param>
/// <param name="TaskAttempt">Which run of the task this is, from 1.</param>
public sealed record SinkPartition(SinkBatch Batch, int Index, int TaskAttempt);
