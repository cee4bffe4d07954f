namespace OrleansStream.Tests.Kafka;

/// <summary>What the coordinator of transactions knows of a transactional id.</summary>
internal sealed class ProducerState(long id)
{
    internal long Id => id;

    internal short Epoch { get; set; } = -1;

    internal HashSet<(string Topic, int Partition)> Partitions { get; } = [];

    internal Dictionary<(string Group, string Topic, int Partition), long> Offsets { get; } = [];

    internal bool IsOpen { get; set; }
}
