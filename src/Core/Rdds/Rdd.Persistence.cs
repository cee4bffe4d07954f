using OrleansStream.Execution;

namespace OrleansStream;

public abstract partial class Rdd<T>
{
    private PersistedPartitions<T>? _persisted;

    /// <summary>How the dataset is kept once it has been computed, or null if it is computed anew each time it is read.</summary>
    public StorageLevel? StorageLevel => Volatile.Read(ref _persisted)?.Level;

    /// <summary>Keeps each partition in memory, as objects, when it is computed for the first time.</summary>
    /// <returns>This dataset.</returns>
    /// <exception cref="InvalidOperationException">The dataset is persisted at another level.</exception>
    public Rdd<T> Persist() => Persist(OrleansStream.StorageLevel.MemoryOnly);

    /// <summary>As <see cref="Persist()"/>.</summary>
    /// <returns>This dataset.</returns>
    /// <exception cref="InvalidOperationException">The dataset is persisted at another level.</exception>
    public Rdd<T> Cache() => Persist();

    /// <summary>Keeps each partition when it is computed for the first time, so that it is computed once per process however often it is read.</summary>
    /// <param name="level">Where and in which form.</param>
    /// <returns>This dataset.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> is not a level.</exception>
    /// <exception cref="InvalidOperationException">The dataset is persisted at another level; <see cref="Unpersist"/> it first.</exception>
    /// <remarks>A batch's dataset is kept for as long as its stream remembers the batch; one that was made outside any batch, until
    /// <see cref="Unpersist"/> or the end of the context. Records kept as objects are handed out as they are each time, so functions must not
    /// change them.</remarks>
    public Rdd<T> Persist(StorageLevel level)
    {
        StorageLevels.Check(level);
        if (!TryPersist(level) && StorageLevel is { } present && present != level)
        {
            throw new InvalidOperationException($"{Info} is persisted as {present} already and cannot be persisted as {level}; call Unpersist first.");
        }

        return this;
    }

    /// <summary>Frees what is kept of the dataset. Later reads compute it anew. Does nothing if it is not persisted.</summary>
    /// <returns>This dataset.</returns>
    public Rdd<T> Unpersist()
    {
        Interlocked.Exchange(ref _persisted, null)?.Dispose();
        return this;
    }

    internal sealed override StorageLevel? KeptAt => StorageLevel;

    internal sealed override void KeepAt(StorageLevel? level)
    {
        if (level is null)
        {
            Unpersist();
        }
        else if (level != StorageLevel)
        {
            Unpersist().Persist(level.Value);
        }
    }

    /// <summary>Persists the dataset unless it is persisted.</summary>
    internal bool TryPersist(StorageLevel level)
    {
        var persisted = new PersistedPartitions<T>(this, level);
        if (Interlocked.CompareExchange(ref _persisted, persisted, null) is not null)
        {
            return false;
        }

        Scope.Own(persisted);
        return true;
    }

    /// <summary>Gathers the records of a partition, for an operator that needs them as a sequence; the caller disposes of it.</summary>
    internal StoredRecords<T> Gather(int partition, TaskScope task)
    {
        var records = new StoredRecords<T>(Scope.Job.Blocks, OrleansStream.StorageLevel.MemoryAndDisk, detach: false);
        try
        {
            var link = new StoreLink<T>(records, task);
            Feed(partition, ref link, task);
            records.Complete();
            return records;
        }
        catch
        {
            records.Dispose();
            throw;
        }
    }
}
