namespace OrleansStream.Execution;

/// <summary>Which task of which attempt of a batch.</summary>
/// <param name="Batch">The attempt.</param>
/// <param name="Kind">What the task does.</param>
/// <param name="Number">The shuffle's number, the output operation's id or the number of the action's run.</param>
/// <param name="Partition">The partition.</param>
internal sealed record TaskId(BatchId Batch, TaskKind Kind, long Number, int Partition);
