using System.Globalization;
using OrleansStream.Execution;

namespace OrleansStream.Outputs;

/// <summary>Which attempt at which partition of a batch an output writes.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="Index">The partition, from 0.</param>
/// <param name="TaskAttempt">Which run of the task this is, from 1.</param>
public sealed record SinkPartition(SinkBatch Batch, int Index, int TaskAttempt)
{
    /// <summary>How many partitions the batch has in this run.</summary>
    /// <value>The default is 1. At least 1.</value>
    public int PartitionCount { get; init; } = 1;

    /// <summary>Cancelled when the attempt is abandoned: a writer that waits within <see cref="SinkWriter{T}.Write"/> is to stop then.</summary>
    /// <value>The default is never cancelled.</value>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What is the same in every run of this partition, in any process, and of no other: <c>job/output/batch time/partition</c>, the names percent-encoded.</summary>
    /// <remarks>An outside system that refuses or ignores what it has seen under this key makes an output that may run more than once take effect once.
    /// A partition holds the same records in every run if the job's own functions give the same results.</remarks>
    public string IdempotenceKey => string.Create(
        CultureInfo.InvariantCulture,
        $"{Uri.EscapeDataString(Batch.Job)}/{Uri.EscapeDataString(Batch.Output)}/{Batch.Time.Milliseconds}/{Index}");

    /// <summary>What a task writes.</summary>
    internal static SinkPartition Of(SinkBatch batch, int partition, int count, TaskScope task) => new(batch, partition, task.Attempt)
    {
        PartitionCount = count,
        CancellationToken = task.Cancellation,
    };
}
