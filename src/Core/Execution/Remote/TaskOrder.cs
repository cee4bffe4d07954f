namespace OrleansStream.Execution;

/// <summary>An order to run a task. It says all that a process with the job's code needs, however little it has seen of the job before.</summary>
/// <param name="Id">The task; an order for a task that was ordered before changes nothing.</param>
/// <param name="Zero">One interval before the job's first batch.</param>
/// <param name="Oldest">The oldest batch that is on its way or still remembered: what is kept for earlier ones may go.</param>
/// <param name="Batch">The attempt that the task belongs to, with what the coordinator has found so far.</param>
/// <param name="Earlier">The batches that this one may look back on, oldest first.</param>
/// <param name="Versions">For a stage that changes state: the version that is committed and those after it, the last of which is changed.</param>
/// <param name="Recipe">For what is not in the batch's plan: a description of the shuffle, or of the dataset and the action, that user code has made. Else empty.</param>
internal sealed record TaskOrder(
    TaskId Id,
    BatchTime Zero,
    BatchTime Oldest,
    PlannedBatch Batch,
    IReadOnlyList<PlannedBatch> Earlier,
    IReadOnlyList<BatchId> Versions,
    ReadOnlyMemory<byte> Recipe);
