using OrleansStream.Outputs;

namespace OrleansStream.Databases;

/// <summary>Which partitions this run of an output has written itself, in this process. Safe for several threads.</summary>
/// <remarks>Batches run one after the other, so only those of the latest need to be kept.</remarks>
internal sealed class OwnPartitions
{
    private readonly Lock _lock = new();
    private readonly HashSet<int> _ofLatest = [];
    private BatchTime? _latest;

    /// <summary>Notes a partition that is about to be committed; whether it will be, nobody can tell if the connection breaks.</summary>
    internal void Add(SinkPartition partition)
    {
        lock (_lock)
        {
            if (_latest is not { } latest || latest < partition.Batch.Time)
            {
                _latest = partition.Batch.Time;
                _ofLatest.Clear();
            }

            if (_latest == partition.Batch.Time)
            {
                _ofLatest.Add(partition.Index);
            }
        }
    }

    /// <summary>Whether this run has written the partition, or a later batch, to which it came by way of this one.</summary>
    internal bool Has(SinkPartition partition)
    {
        lock (_lock)
        {
            return _latest is { } latest && (latest > partition.Batch.Time || (latest == partition.Batch.Time && _ofLatest.Contains(partition.Index)));
        }
    }
}
