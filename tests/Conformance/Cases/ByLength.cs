namespace OrleansStream.Conformance;

/// <summary>Partitions texts by their length, null as -1.</summary>
internal sealed class ByLength(int partitions) : Partitioner<string?>
{
    public override string Name => "by length";

    public override int PartitionCount => partitions;

    public override int PartitionOf(string? key) => ((key?.Length ?? -1) + 1) % partitions;

    /// <summary>What the partitions must hold.</summary>
    internal static IEnumerable<(string? Key, TValue Value)[]> Cut<TValue>(IEnumerable<(string? Key, TValue Value)> records, int partitions) =>
        Enumerable.Range(0, partitions).Select(i => records.Where(pair => new ByLength(partitions).PartitionOf(pair.Key) == i).ToArray());
}
