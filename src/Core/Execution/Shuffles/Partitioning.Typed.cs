namespace OrleansStream.Execution;

/// <summary>Partitions by key: by the hash of its identity over the job's key groups, or by a partitioner of the user's.</summary>
internal sealed class Partitioning<TKey> : Partitioning, IEquatable<Partitioning<TKey>>
{
    private readonly JobRuntime _job;
    private readonly Partitioner<TKey>? _partitioner;

    private Partitioning(JobRuntime job, Partitioner<TKey>? partitioner, int count)
        : base(count)
    {
        _job = job;
        _partitioner = partitioner;
    }

    /// <summary>The key groups that partitions own, or null where a partitioner of the user's makes each partition one.</summary>
    internal KeyGroups? Groups => _partitioner is null ? _job.KeyGroups(Count) : null;

    /// <summary>Where keys go.</summary>
    internal KeyPlacement<TKey> Placement =>
        _partitioner is null ? new KeyPlacement<TKey>(_job.KeyGroups(Count)) : new KeyPlacement<TKey>(_partitioner, Count);

    internal static Partitioning<TKey> ByHash(JobRuntime job, int count) => new(job, null, count);

    internal static Partitioning<TKey> By(JobRuntime job, Partitioner<TKey> partitioner) => new(job, partitioner, partitioner.PartitionCount);

    /// <summary>Whether both put every key into the same partition, as far as is known.</summary>
    public bool Equals(Partitioning<TKey>? other) =>
        other is not null
        && ReferenceEquals(_job, other._job)
        && Count == other.Count
        && _partitioner?.GetType() == other._partitioner?.GetType()
        && _partitioner?.Name == other._partitioner?.Name;

    public override bool Equals(object? obj) => Equals(obj as Partitioning<TKey>);

    public override int GetHashCode() => HashCode.Combine(Count, _partitioner?.Name);
}
