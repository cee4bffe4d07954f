using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>What the user said about the partitions of a keyed result: nothing, how many, or by which partitioner.</summary>
internal readonly struct PartitioningChoice<TKey>
{
    private readonly int? _count;
    private readonly Partitioner<TKey>? _partitioner;

    private PartitioningChoice(int? count, Partitioner<TKey>? partitioner)
    {
        _count = count;
        _partitioner = partitioner;
    }

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitions"/> is below 1.</exception>
    internal static PartitioningChoice<TKey> Of(int? partitions)
    {
        if (partitions is { } count)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(partitions));
        }

        return new PartitioningChoice<TKey>(partitions, null);
    }

    /// <exception cref="ArgumentNullException"><paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    internal static PartitioningChoice<TKey> Of(Partitioner<TKey> partitioner, [CallerArgumentExpression(nameof(partitioner))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(partitioner, name);
        if (string.IsNullOrWhiteSpace(partitioner.Name))
        {
            throw new ArgumentException($"The Name of {partitioner.GetType().Name} is empty; it is stored with what the partitioner places, so it needs one.", name);
        }

        if (partitioner.PartitionCount < 1)
        {
            throw new ArgumentException(
                $"The PartitionCount of the partitioner '{partitioner.Name}' is {partitioner.PartitionCount}; it must be at least 1.", name);
        }

        return new PartitioningChoice<TKey>(null, partitioner);
    }

    /// <summary>The rule for a result. Unless the user chose, one that an input follows already: that of the most partitions, of the first such input.</summary>
    internal Partitioning<TKey> Resolve(JobRuntime job, params ReadOnlySpan<Rdd> inputs)
    {
        if (_partitioner is not null)
        {
            return Partitioning<TKey>.By(job, _partitioner);
        }

        if (_count is { } count)
        {
            return Partitioning<TKey>.ByHash(job, count);
        }

        Partitioning<TKey>? largest = null;
        foreach (Rdd input in inputs)
        {
            if (input.Partitioning is Partitioning<TKey> known && known.Count > (largest?.Count ?? 0))
            {
                largest = known;
            }
        }

        return largest ?? Partitioning<TKey>.ByHash(job, job.DefaultPartitions);
    }
}
