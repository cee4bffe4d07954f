using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Records that lie in memory, an array segment per partition.</summary>
internal sealed class SequenceRdd<T>(BatchScope scope, IReadOnlyList<ReadOnlyMemory<T>> partitions, OperatorInfo info)
    : Rdd<T>(scope, partitions.Count, info)
{
    internal override long? KnownRecords { get; } = partitions.Sum(partition => (long)partition.Length);

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task) =>
        Chunks.TryPush(partitions[partition].Span, ref sink, task);

    /// <summary>Cuts records into partitions of equal size, give or take one.</summary>
    internal static SequenceRdd<T> Cut(BatchScope scope, ReadOnlyMemory<T> records, int partitions, OperatorInfo info)
    {
        var parts = new ReadOnlyMemory<T>[partitions];
        for (int i = 0; i < partitions; i++)
        {
            int from = (int)((long)records.Length * i / partitions);
            int to = (int)((long)records.Length * (i + 1) / partitions);
            parts[i] = records[from..to];
        }

        return new SequenceRdd<T>(scope, parts, info);
    }
}
