using OrleansStream.Execution;

namespace OrleansStream.Windows;

/// <inheritdoc/>
/// <remarks>
/// Tasks that read one window share the table, which nobody changes under them. Whoever needs another window moves the table on, if it is behind and
/// nobody reads it; otherwise it makes a table of its own, from the window's batches. So no task ever waits for another one's reading, which may
/// in turn read here.
/// </remarks>
/// <param name="newTable">Makes an empty table.</param>
/// <param name="lends">Whether records point into the table, so that a task that has read it holds on to it until it ends.</param>
internal sealed class WindowPartition<TKey, TStored, TValue, TKeys>(Func<WindowTable<TKey, TStored, TValue, TKeys>> newTable, bool lends)
    : WindowPartition<TKey, TValue>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private readonly Lock _gate = new();
    private WindowTable<TKey, TStored, TValue, TKeys>? _table;
    private TaskReports? _reports;
    private int _readers;

    internal override void Read<TSink>(WindowReducedRdd<TKey, TValue> window, int partition, ref TSink sink, TaskScope task)
    {
        WindowTable<TKey, TStored, TValue, TKeys>? shared = TryEnter(window, partition, task);
        WindowTable<TKey, TStored, TValue, TKeys> table = shared ?? newTable();
        IDisposable reading = shared is null ? table : new Reading(this);
        using IDisposable? held = lends ? null : reading;
        if (lends)
        {
            task.Own(reading);
        }

        if (shared is null)
        {
            task.Report.Inherited.Add(MoveTo(table, window, partition, task));
        }

        table.Push(ref sink, task, task.Enter(window, partition));
    }

    /// <summary>Begins to read the shared table, if it can be had for this window.</summary>
    private WindowTable<TKey, TStored, TValue, TKeys>? TryEnter(WindowReducedRdd<TKey, TValue> window, int partition, TaskScope task)
    {
        lock (_gate)
        {
            bool isThere = _table is not null && _table.Stands(window);
            if (!isThere && (_readers > 0 || _table?.End > window.EndTime))
            {
                return null;
            }

            if (!isThere)
            {
                Move(window, partition, task);
            }

            // Whoever reads the table reports what moving it did, since the attempt that did it may fail.
            task.Report.Inherited.Add(_reports!);
            _readers++;
            return _table;
        }
    }

    private void Move(WindowReducedRdd<TKey, TValue> window, int partition, TaskScope task)
    {
        WindowTable<TKey, TStored, TValue, TKeys>? table = Interlocked.Exchange(ref _table, null);
        if (table is not null && !table.CanMoveTo(window))
        {
            table.Dispose();
            table = null;
        }

        table ??= newTable();
        try
        {
            _reports = MoveTo(table, window, partition, task);
        }
        catch
        {
            // It stands between two windows; the next try begins with the batches.
            table.Dispose();
            throw;
        }

        _table = table;
    }

    private static TaskReports MoveTo(WindowTable<TKey, TStored, TValue, TKeys> table, WindowReducedRdd<TKey, TValue> window, int partition, TaskScope task)
    {
        var report = new TaskReport(task);
        bool wasSatisfied = task.Satisfied;
        task.Satisfied = false;
        try
        {
            using (TaskReport.OnThread(report))
            {
                table.MoveTo(window, partition, task, task.Enter(window, partition));
            }
        }
        finally
        {
            task.Satisfied = wasSatisfied;
        }

        return TaskReports.OfKept(window, partition, task, report);
    }

    /// <summary>The time during which a task reads the shared table.</summary>
    private sealed class Reading(WindowPartition<TKey, TStored, TValue, TKeys> partition) : IDisposable
    {
        public void Dispose()
        {
            lock (partition._gate)
            {
                partition._readers--;
            }
        }
    }
}
