namespace OrleansStream.Testing;

/// <summary>What a batch left in a collected output.</summary>
/// <typeparam name="T">The records' type.</typeparam>
/// <param name="Time">The batch time.</param>
/// <param name="Attempt">Which run of the batch it is from, from 1.</param>
/// <param name="Partitions">The records of each partition, in order.</param>
public sealed record CollectedBatch<T>(BatchTime Time, int Attempt, IReadOnlyList<IReadOnlyList<T>> Partitions)
{
    /// <summary>All records, partition after partition.</summary>
    public IReadOnlyList<T> Records { get; } = [.. Partitions.SelectMany(partition => partition)];
}
