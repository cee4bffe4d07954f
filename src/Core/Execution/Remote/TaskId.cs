namespace OrleansStream.Execution;

/// <summary>Which task of which attempt of a batch.</summary>
/// <param name="Batch">The attempt.</param>
/// <param name="Kind">What the task does.</param>
/// <param name="Number">The shuffle's number or the output operation's id.</param>
/// <param name="Partition">The partition.</param>
internal sealed record TaskId(BatchId Batch, TaskKind Kind, long Number, int Partition);
