using OrleansStream.Batches;

namespace OrleansStream.Execution;

/// <summary>What a task does.</summary>
internal enum TaskKind
{
    /// <summary>A map task of a shuffle.</summary>
    Map,

    /// <summary>One partition of an output operation that writes to a sink.</summary>
    Sink,
}

/// <summary>Which task of which attempt of a batch.</summary>
/// <param name="Batch">The attempt.</param>
/// <param name="Kind">What the task does.</param>
/// <param name="Number">The shuffle's number or the output operation's id.</param>
/// <param name="Partition">The partition.</param>
internal sealed record TaskId(BatchId Batch, TaskKind Kind, int Number, int Partition);

/// <summary>An order to run a task. It says all that a process with the job's code needs, however little it has seen of the job before.</summary>
/// <param name="Id">The task; an order for a task that was ordered before changes nothing.</param>
/// <param name="Zero">One interval before the job's first batch.</param>
/// <param name="Committed">Batches up to here are committed: what is kept for them may go.</param>
/// <param name="Seal">What the batch holds.</param>
/// <param name="Inputs">Where the map outputs that the task reads are.</param>
internal sealed record TaskOrder(TaskId Id, BatchTime Zero, BatchTime Committed, SealedBatch Seal, IReadOnlyList<MapOutputs> Inputs);

/// <summary>Where a shuffle's map outputs are.</summary>
/// <param name="Shuffle">The shuffle's number.</param>
/// <param name="Hosts">The host that ran each map partition.</param>
internal sealed record MapOutputs(int Shuffle, IReadOnlyList<int> Hosts);

/// <summary>How a task stands.</summary>
/// <param name="Done">Whether it has ended.</param>
/// <param name="Failure">Why it failed, or null.</param>
/// <param name="Result">What a sink's writer returned; empty for a map task.</param>
internal sealed record TaskProgress(bool Done, TaskFailure? Failure, ReadOnlyMemory<byte> Result)
{
    /// <summary>A task that still runs.</summary>
    internal static readonly TaskProgress Running = new(false, null, default);
}

/// <summary>A failure as it travels between processes: no user type is needed to read it.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Partition">The partition.</param>
/// <param name="Attempts">How often the task was tried.</param>
/// <param name="Message">What happened.</param>
/// <param name="Detail">The original exception in full, as text.</param>
internal sealed record TaskFailure(string Operator, int Partition, int Attempts, string Message, string Detail);

/// <summary>Names a bucket among all that hosts keep.</summary>
/// <param name="Batch">The attempt that made it.</param>
/// <param name="Shuffle">The shuffle's number.</param>
/// <param name="MapPartition">The map task that made it.</param>
/// <param name="ReducePartition">The reduce partition that it is for.</param>
internal sealed record BucketAddress(BatchId Batch, int Shuffle, int MapPartition, int ReducePartition);

/// <summary>A piece of an encoded bucket.</summary>
/// <param name="Total">The bucket's length in bytes; 0 for one without records.</param>
/// <param name="Bytes">The piece.</param>
internal readonly record struct BucketFrame(int Total, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The largest piece, so that membership probes never wait long behind one.</summary>
    internal const int MaxLength = 64 * 1024;
}
