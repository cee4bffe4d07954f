namespace OrleansStream.Execution;

/// <summary>The cut between two stages: map tasks leave buckets here, reduce tasks read them in map-partition order.</summary>
/// <remarks>
/// Map outputs stay until the batch ends, so several outputs of a batch, or a repeated reduce task, read the same buckets.
/// Map tasks of different partitions may run at the same time; reading starts when all are there.
/// </remarks>
internal abstract class ShuffleDependency
{
    private readonly IShuffleBucket?[]?[] _outputs;

    private protected ShuffleDependency(Rdd parent, int reduceCount, OperatorInfo info)
    {
        Parent = parent;
        ReduceCount = reduceCount;
        Info = info;
        Number = parent.Scope.NextShuffle(this);
        _outputs = new IShuffleBucket?[parent.PartitionCount][];
    }

    /// <summary>The dataset that is shuffled.</summary>
    internal Rdd Parent { get; }

    /// <summary>The place of this shuffle in its batch's plan: the same on every process that plans the batch.</summary>
    internal int Number { get; }

    internal OperatorInfo Info { get; }

    internal int MapCount => _outputs.Length;

    internal int ReduceCount { get; }

    /// <summary>The run of the map stage, shared by all who need its result; guarded by this object's lock.</summary>
    internal Task? MapStage { get; set; }

    /// <summary>Runs one map task.</summary>
    /// <returns>A bucket, or null for no records, for each reduce partition.</returns>
    internal abstract IShuffleBucket?[] RunMap(int mapPartition, TaskScope task);

    /// <summary>Reads a bucket that another process encoded.</summary>
    internal abstract IShuffleBucket Decode(ReadOnlySpan<byte> bytes);

    /// <summary>Stores a map task's buckets. A repeated task replaces what an earlier run left.</summary>
    internal void SetOutput(int mapPartition, IShuffleBucket?[] buckets)
    {
        foreach (IShuffleBucket? bucket in buckets)
        {
            if (bucket is not null)
            {
                Parent.Scope.Own(bucket);
            }
        }

        Volatile.Write(ref _outputs[mapPartition], buckets);
    }

    /// <summary>Stores one bucket that came from elsewhere.</summary>
    internal void SetBucket(int mapPartition, int reducePartition, IShuffleBucket bucket)
    {
        Parent.Scope.Own(bucket);
        lock (_outputs)
        {
            (_outputs[mapPartition] ??= new IShuffleBucket?[ReduceCount])[reducePartition] = bucket;
        }
    }

    /// <summary>The bucket of a map task for a reduce partition, or null for no records.</summary>
    /// <exception cref="InvalidOperationException">The map task has not run here.</exception>
    internal IShuffleBucket? Bucket(int mapPartition, int reducePartition)
    {
        IShuffleBucket?[] buckets = Volatile.Read(ref _outputs[mapPartition])
            ?? throw new InvalidOperationException($"Map partition {mapPartition} of shuffle {Number} ({Info}) has no output.");
        return buckets[reducePartition];
    }
}
