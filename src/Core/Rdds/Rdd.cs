using OrleansStream.Execution;

namespace OrleansStream;

/// <summary>The dataset of one stream for one batch, whatever its element type.</summary>
/// <remarks>
/// An RDD is a recipe: its parents and what to do with their records. Nothing is computed until an action such as
/// <see cref="Rdd{T}.CollectAsync(CancellationToken)"/> or an output operation asks for it, and then partition by partition on the engine's threads.
/// </remarks>
public abstract class Rdd
{
    private bool _isOver;
    private Lazy<bool>? _isLocal;

    private protected Rdd(BatchScope scope, int partitionCount, OperatorInfo info)
    {
        Scope = scope;
        PartitionCount = partitionCount;
        Info = info;
        IsPlanned = scope.IsPlanning;
        Number = scope.NextDataset(this);
    }

    /// <summary>How many partitions the dataset has; each is computed by one task.</summary>
    public int PartitionCount { get; }

    /// <summary>The batch this dataset belongs to, or null for one that was made outside any batch.</summary>
    public BatchTime? Time => Scope.Time;

    /// <summary>How many records there are, where that is known without computing them, for what listeners are told.</summary>
    internal virtual long? KnownRecords => null;

    /// <summary>Where the dataset's resources live and who runs its tasks.</summary>
    internal BatchScope Scope { get; }

    internal OperatorInfo Info { get; }

    /// <summary>The place of this dataset in its batch's plan: the same on every process that plans the batch. Negative outside a batch.</summary>
    internal long Number { get; }

    /// <summary>Whether it was made while its batch was planned, so that every process that plans the batch has it.</summary>
    internal bool IsPlanned { get; }

    /// <summary>Whether it is computed where the batch is coordinated only, as the user wants it or because it looks at other batches in a way that
    /// is not planned.</summary>
    internal virtual bool IsLocal =>
        !IsPlanned && (_isLocal ??= new Lazy<bool>(() => Parents.Any(parent => parent.IsLocal || (parent.Time is not null && parent.Time != Time)))).Value;

    /// <summary>How it is kept once it has been computed.</summary>
    internal abstract StorageLevel? KeptAt { get; }

    /// <summary>The number of fused operators between here and the nearest source or shuffle.</summary>
    internal virtual int ChainDepth => 0;

    /// <summary>By what rule records lie in partitions, or null if none is known.</summary>
    internal virtual Partitioning? Partitioning => null;

    /// <summary>Whether its records lie ready until its batch is let go, so that reading them again runs no function of the user's.</summary>
    internal virtual bool IsKept => false;

    /// <summary>The dataset itself, whichever batches it has been taken into.</summary>
    internal virtual Rdd Origin => this;

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
        OwnInputs(partition).SelectMany(input => input.Dataset.ShuffleReads(input.Partition));

    /// <summary>Brings what a partition and those of parents that its task computes read from elsewhere.</summary>
    internal Task FetchInputsAsync(int partition, CancellationToken cancellation)
    {
        List<Task>? coming = null;
        foreach ((Rdd dataset, int own) in OwnInputs(partition))
        {
            Task fetch = dataset.FetchAsync(own, cancellation);
            if (!fetch.IsCompletedSuccessfully)
            {
                (coming ??= []).Add(fetch);
            }
        }

        return coming is null ? Task.CompletedTask : Task.WhenAll(coming);
    }

    /// <summary>Brings what a partition itself reads from elsewhere: other processes, object stores; called before its task.</summary>
    internal virtual Task FetchAsync(int partition, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>The partition and those of parents that its task computes.</summary>
    internal IEnumerable<(Rdd Dataset, int Partition)> OwnInputs(int partition) =>
        NarrowInputs(partition).SelectMany(input => input.Parent.OwnInputs(input.Partition)).Prepend((this, partition));

    /// <summary>Where a dataset with several parents lives: with the batch, if one of them is a batch's and another from outside.</summary>
    /// <exception cref="ArgumentException">They belong to different contexts.</exception>
    internal static BatchScope HomeOf(params IReadOnlyList<Rdd> parents)
    {
        BatchScope home = (parents.FirstOrDefault(parent => parent.Time is not null) ?? parents[0]).Scope;
        return parents.All(parent => ReferenceEquals(parent.Scope.Job, home.Job))
            ? home
            : throw new ArgumentException("The datasets belong to different contexts; those of one can be brought together.");
    }

    /// <summary>What it is made from.</summary>
    internal IEnumerable<Rdd> Parents => NarrowParents.Concat(Shuffles.Select(shuffle => shuffle.Parent));

    /// <summary>Keeps it at a level from now on, or not at all.</summary>
    internal abstract void KeepAt(StorageLevel? level);

    /// <summary>This dataset and all that it is made from, each once.</summary>
    internal IEnumerable<Rdd> Lineage()
    {
        var seen = new HashSet<Rdd>(ReferenceEqualityComparer.Instance) { this };
        var open = new Queue<Rdd>([this]);
        while (open.TryDequeue(out Rdd? rdd))
        {
            yield return rdd;
            foreach (Rdd parent in rdd.Parents)
            {
                if (seen.Add(parent))
                {
                    open.Enqueue(parent);
                }
            }
        }
    }

    /// <summary>Marks a dataset whose input is let go before its batch's other datasets end.</summary>
    internal void End() => Volatile.Write(ref _isOver, true);

    /// <exception cref="InvalidOperationException">The dataset's input has been let go.</exception>
    internal void ThrowIfOver()
    {
        if (Volatile.Read(ref _isOver))
        {
            throw new InvalidOperationException(
                $"The input of {Info} of batch {Time} is no longer remembered; collect what is needed in time, or let the context Remember for longer.");
        }
    }

    /// <summary>The batches whose datasets a task of this one may compute.</summary>
    internal Dictionary<BatchTime, BatchScope> Homes()
    {
        var homes = new Dictionary<BatchTime, BatchScope>();
        foreach (Rdd rdd in Lineage().Where(rdd => rdd.Time is not null))
        {
            homes.TryAdd(rdd.Time!.Value, rdd.Scope);
        }

        return homes;
    }

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
