namespace OrleansStream.Execution;

/// <summary>What the tasks of a stage or a batch have reported, each thing once.</summary>
/// <remarks>
/// A planned dataset's partition that several tasks compute, for several outputs say, reports from one site. If they read it to different
/// lengths, the longest counts: of two runs of the same code, the one with more updates has seen what the other has.
/// Safe for several threads.
/// </remarks>
internal sealed class TaskReports
{
    // A part that has been folded leaves null behind, so that its site cannot report again.
    private readonly Dictionary<(ReportSite Site, ITaskFact Fact), TaskFactPart?> _parts = [];
    private bool _isFolded;

    /// <summary>Takes in the report of an attempt that has succeeded.</summary>
    internal void Add(ReportSource source, long number, BatchTime? time, TaskScope task)
    {
        Add(source, number, time, task.Partition, task, task.Report);
        foreach ((ReportSite site, ITaskFact fact, TaskFactPart part) in task.Report.Inherited.SelectMany(inherited => inherited.Pending()))
        {
            Add(site, fact, part);
        }
    }

    /// <summary>What an attempt has reported while it computed a partition of a dataset that is kept.</summary>
    internal static TaskReports OfKept(Rdd rdd, int partition, TaskScope task, TaskReport report)
    {
        var reports = new TaskReports();
        reports.Add(ReportSource.Dataset, rdd.Number, rdd.Time, partition, task, report);
        return reports;
    }

    /// <summary>Takes in the report of code at the coordinator.</summary>
    internal void Add(int number, TaskReport report)
    {
        foreach ((_, ITaskFact fact, TaskFactPart part) in report.Parts)
        {
            Add(new ReportSite(null, ReportSource.Coordinator, number, 0, 0), fact, part);
        }
    }

    /// <summary>Takes in what another process encoded.</summary>
    internal void Add(IEnumerable<ReportEntry> entries, TaskFacts facts)
    {
        foreach (ReportEntry entry in entries)
        {
            ITaskFact fact = facts.Find(entry.Fact);
            TaskFactPart part = fact.Decode(entry.Part.Span);
            part.Updates = entry.Updates;
            Add(entry.Site, fact, part);
        }
    }

    /// <summary>The reports in the form that travels.</summary>
    internal IReadOnlyList<ReportEntry> Encode() =>
        [.. Pending().Select(entry => new ReportEntry(entry.Site, entry.Fact.Name, entry.Part.Updates, entry.Fact.Encode(entry.Part)))];

    /// <summary>Gives the reports of a stage that has succeeded to the batches that its datasets belong to; outside batches they are folded.</summary>
    /// <param name="rdd">The dataset that the stage computed.</param>
    internal void HandOver(Rdd rdd)
    {
        if (rdd.Time is null)
        {
            // Nothing is committed later, and a stage that has run is not run again for the same purpose.
            Fold();
            return;
        }

        Dictionary<BatchTime, BatchScope>? others = null;
        foreach ((ReportSite site, ITaskFact fact, TaskFactPart part) in Pending())
        {
            BatchScope home = site.Time is not { } time || time == rdd.Time ? rdd.Scope : (others ??= rdd.Homes())[time];
            home.Reports.Add(site, fact, part);
        }
    }

    /// <summary>Folds everything for good, in an order that does not depend on when tasks ended. What is reported later is folded at once.</summary>
    internal void Fold()
    {
        lock (_parts)
        {
            _isFolded = true;
            foreach ((ReportSite site, ITaskFact fact, TaskFactPart part) in Pending())
            {
                _parts[(site, fact)] = null;
                fact.Fold(part);
            }
        }
    }

    private void Add(ReportSource source, long number, BatchTime? time, int partition, TaskScope task, TaskReport report)
    {
        foreach ((int place, ITaskFact fact, TaskFactPart part) in report.Parts)
        {
            Add(task.DatasetOf(place) ?? new ReportSite(time, source, number, partition, place), fact, part);
        }
    }

    private void Add(ReportSite site, ITaskFact fact, TaskFactPart part)
    {
        lock (_parts)
        {
            if (_parts.TryGetValue((site, fact), out TaskFactPart? known))
            {
                if (part.Updates > known?.Updates)
                {
                    _parts[(site, fact)] = part;
                }
            }
            else if (_isFolded)
            {
                // A later batch has looked back on a dataset that its own batch had no use for.
                _parts.Add((site, fact), null);
                fact.Fold(part);
            }
            else
            {
                _parts.Add((site, fact), part);
            }
        }
    }

    /// <summary>What has not been folded, in the order in which it will be.</summary>
    internal IReadOnlyList<(ReportSite Site, ITaskFact Fact, TaskFactPart Part)> Pending()
    {
        lock (_parts)
        {
            return
            [
                .. from entry in _parts
                   where entry.Value is not null
                   orderby entry.Key.Site, entry.Key.Fact.Name
                   select (entry.Key.Site, entry.Key.Fact, entry.Value!),
            ];
        }
    }
}
