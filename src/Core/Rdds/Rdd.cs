using OrleansStream.Execution;

namespace OrleansStream;

/// <summary>The dataset of one stream for one batch, whatever its element type.</summary>
/// <remarks>
/// An RDD is a recipe: its parents and what to do with their records. Nothing is computed until an action such as
/// <see cref="Rdd{T}.CollectAsync"/> or an output operation asks for it, and then partition by partition on the engine's threads.
/// </remarks>
public abstract class Rdd
{
    private protected Rdd(BatchScope scope, int partitionCount, OperatorInfo info)
    {
        Scope = scope;
        PartitionCount = partitionCount;
        Info = info;
    }

    /// <summary>How many partitions the dataset has; each is computed by one task.</summary>
    public int PartitionCount { get; }

    /// <summary>The batch this dataset belongs to, or null for one that was made outside any batch.</summary>
    public BatchTime? Time => Scope.Time;

    /// <summary>Where the dataset's resources live and who runs its tasks.</summary>
    internal BatchScope Scope { get; }

    internal OperatorInfo Info { get; }

    /// <summary>The number of fused operators between here and the nearest source or shuffle.</summary>
    internal virtual int ChainDepth => 0;

    /// <summary>By what rule records lie in partitions, or null if none is known.</summary>
    internal virtual Partitioning? Partitioning => null;

    /// <summary>Parents whose partitions this dataset reads inside its own tasks.</summary>
    internal virtual IReadOnlyList<Rdd> NarrowParents => [];

    /// <summary>The shuffles that this dataset reads.</summary>
    internal virtual IReadOnlyList<ShuffleDependency> Shuffles => [];

    /// <summary>The parent partitions that a partition reads inside its task.</summary>
    internal virtual IEnumerable<(Rdd Parent, int Partition)> NarrowInputs(int partition) => NarrowParents.Select(parent => (parent, partition));

    /// <summary>The reduce partitions that a partition reads itself.</summary>
    internal virtual IEnumerable<(ShuffleDependency Shuffle, int ReducePartition)> ShuffleReads(int partition) =>
        Shuffles.Select(shuffle => (shuffle, partition));

    /// <summary>The reduce partitions that a partition reads, directly or through its parents.</summary>
    internal IEnumerable<(ShuffleDependency Shuffle, int ReducePartition)> ShuffleInputs(int partition) =>
        ShuffleReads(partition)
            .Concat(NarrowInputs(partition).SelectMany(input => input.Parent.ShuffleInputs(input.Partition)));

    /// <summary>Where a dataset of several parents lives: a batch's dataset together with one from outside belongs to the batch.</summary>
    private protected static BatchScope HomeOf(params Rdd[] parents) =>
        (Array.Find(parents, parent => parent.Time is not null) ?? parents[0]).Scope;

    /// <summary>All shuffles that must have run before a task of this dataset can.</summary>
    internal IEnumerable<ShuffleDependency> RequiredShuffles()
    {
        var seen = new HashSet<Rdd>(ReferenceEqualityComparer.Instance);
        var open = new Stack<Rdd>();
        open.Push(this);
        while (open.TryPop(out Rdd? rdd))
        {
            if (!seen.Add(rdd))
            {
                continue;
            }

            foreach (ShuffleDependency shuffle in rdd.Shuffles)
            {
                yield return shuffle;
            }

            foreach (Rdd parent in rdd.NarrowParents)
            {
                open.Push(parent);
            }
        }
    }
}
