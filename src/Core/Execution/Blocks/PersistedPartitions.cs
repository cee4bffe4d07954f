
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
            if (place.Records is not { IsDropped: false } && !Volatile.Read(ref _isDisposed))
            {
                (place.Records, place.Reports) = Compute(partition, task);
            }

            // Whoever reads the records reports what computing them did, since the attempt that did it may fail.
            if (place is { Records: not null, Reports: { } reports })
            {
                task.Report.Inherited.Add(reports);
            }

            return place.Records;
        }
    }

    private (StoredRecords<T>? Records, TaskReports? Reports) Compute(int partition, TaskScope task)
    {
        var report = new TaskReport(task);
        var records = new StoredRecords<T>(_rdd.Scope.Job.Blocks, Level, detach: true);
        bool wasSatisfied = task.Satisfied;
        task.Satisfied = false;
        bool fits = false;
        try
        {
            var link = new StoreLink<T>(records, task);
            using (TaskReport.OnThread(report))
            {
                _rdd.FeedComputed(partition, ref link, task);
            }

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

        if (!fits)
        {
            return default;
        }

        TaskReports reports = TaskReports.OfKept(_rdd, partition, task, report);
        if (_rdd.Time is not null)
        {
            return (records, reports);
        }

        // Outside a batch nothing is committed later.
        reports.Fold();
        return (records, null);
    }

    private sealed class Place
    {
        internal Lock Gate { get; } = new();

        internal StoredRecords<T>? Records { get; set; }

        internal TaskReports? Reports { get; set; }
    }
}
