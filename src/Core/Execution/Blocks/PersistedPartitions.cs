
namespace OrleansStream.Execution;

/// <summary>The partitions of a persisted dataset that have been computed in this process.</summary>
/// <remarks>A partition is computed by the first task that reads it, while others that want it wait for that one task.</remarks>
internal sealed class PersistedPartitions<T> : IDisposable
{
    private readonly Rdd<T> _rdd;
    private readonly Place[] _places;
    private bool _isDisposed;

    internal PersistedPartitions(Rdd<T> rdd, StorageLevel level)
    {
        _rdd = rdd;
        Level = level;
        _places = [.. Enumerable.Range(0, rdd.PartitionCount).Select(_ => new Place())];
    }

    internal StorageLevel Level { get; }

    /// <summary>Pushes the records of a partition: those that are kept, or new ones if they do not fit.</summary>
    internal void Feed<TSink>(int partition, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T>
    {
        if (Kept(partition, task) is not { } records || !records.TryFeed(ref sink, task))
        {
            _rdd.FeedComputed(partition, ref sink, task);
        }
    }

    public void Dispose()
    {
        Volatile.Write(ref _isDisposed, true);
        foreach (Place place in _places)
        {
            lock (place.Gate)
            {
                place.Records?.Dispose();
                place.Records = null;
            }
        }
    }

    private StoredRecords<T>? Kept(int partition, TaskScope task)
    {
        Place place = _places[partition];
        lock (place.Gate)
        {
            if (place.Records is { IsDropped: false } || Volatile.Read(ref _isDisposed))
            {
                return place.Records;
            }

            return place.Records = Compute(partition, task);
        }
    }

    private StoredRecords<T>? Compute(int partition, TaskScope task)
    {
        var records = new StoredRecords<T>(_rdd.Scope.Job.Blocks, Level, detach: true);
        bool wasSatisfied = task.Satisfied;
        task.Satisfied = false;
        bool fits = false;
        try
        {
            var link = new StoreLink<T>(records, task);
            _rdd.FeedComputed(partition, ref link, task);
            fits = records.Complete();
        }
        finally
        {
            task.Satisfied = wasSatisfied;
            if (!fits)
            {
                records.Dispose();
            }
        }

        return fits ? records : null;
    }

    private sealed class Place
    {
        internal Lock Gate { get; } = new();

        internal StoredRecords<T>? Records { get; set; }
    }
}
