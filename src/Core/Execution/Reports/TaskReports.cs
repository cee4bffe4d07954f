namespace OrleansStream.Execution;

/// <summary>What the tasks of a stage or a batch have reported, each thing once.</summary>
/// <remarks>
/// A planned dataset's partition that several tasks compute, for several outputs say, reports from one site. If they read it to different
/// lengths, the longest counts: of two runs of the same code, the one with more updates has seen what the other has.
/// Safe for several threads.
/// </remarks>
internal sealed class TaskReports
{
    private readonly Dictionary<(ReportSite Site, ITaskFact Fact), TaskFactPart> _parts = [];

    /// <summary>Takes in the report of an attempt that has succeeded.</summary>
    internal void Add(ReportSource source, int number, TaskScope task)
    {
        foreach ((int place, ITaskFact fact, TaskFactPart part) in task.Report.Parts)
        {
            Add(task.DatasetOf(place) ?? new ReportSite(source, number, task.Partition, place), fact, part);
        }
    }

    /// <summary>Takes in the report of code at the coordinator.</summary>
    internal void Add(int number, TaskReport report)
    {
        foreach ((_, ITaskFact fact, TaskFactPart part) in report.Parts)
        {
            Add(new ReportSite(ReportSource.Coordinator, number, 0, 0), fact, part);
        }
    }

    /// <summary>Takes in other reports.</summary>
    internal void Add(TaskReports others)
    {
        foreach (((ReportSite site, ITaskFact fact), TaskFactPart part) in others.Sorted())
        {
            Add(site, fact, part);
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
        [.. Sorted().Select(entry => new ReportEntry(entry.Key.Site, entry.Key.Fact.Name, entry.Value.Updates, entry.Key.Fact.Encode(entry.Value)))];

    /// <summary>Folds everything for good, in an order that does not depend on when tasks ended. Nothing is left here.</summary>
    internal void Fold()
    {
        KeyValuePair<(ReportSite Site, ITaskFact Fact), TaskFactPart>[] parts = Sorted();
        lock (_parts)
        {
            _parts.Clear();
        }

        foreach (((_, ITaskFact fact), TaskFactPart part) in parts)
        {
            fact.Fold(part);
        }
    }

    private void Add(ReportSite site, ITaskFact fact, TaskFactPart part)
    {
        lock (_parts)
        {
            if (!_parts.TryGetValue((site, fact), out TaskFactPart? known) || part.Updates > known.Updates)
            {
                _parts[(site, fact)] = part;
            }
        }
    }

    private KeyValuePair<(ReportSite Site, ITaskFact Fact), TaskFactPart>[] Sorted()
    {
        lock (_parts)
        {
            return [.. _parts.OrderBy(entry => entry.Key.Site).ThenBy(entry => entry.Key.Fact.Name, StringComparer.Ordinal)];
        }
    }
}
