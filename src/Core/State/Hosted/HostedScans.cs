namespace OrleansStream.Stateful;

/// <summary>The scans of partitions that this process hosts. Safe for several threads.</summary>
/// <param name="limit">How long a scan may take.</param>
internal sealed class HostedScans(TimeSpan limit)
{
    private readonly Dictionary<(Guid Scan, int Partition), HostedScan> _scans = [];

    /// <summary>The scan of a partition, or null if it has not begun or is of another version.</summary>
    internal HostedScan? TryFind(ScanQuestion question)
    {
        lock (_scans)
        {
            return _scans.TryGetValue(KeyOf(question), out HostedScan? scan) && scan.Version == question.Version ? scan : null;
        }
    }

    /// <summary>Takes a scan in. If another call was faster, its scan is the one.</summary>
    internal HostedScan Add(ScanQuestion question, HostedScan scan)
    {
        lock (_scans)
        {
            Forget();
            (Guid, int) key = KeyOf(question);
            if (_scans.TryGetValue(key, out HostedScan? other))
            {
                if (other.Version == question.Version)
                {
                    scan.Dispose();
                    return other;
                }

                other.Dispose();
            }

            return _scans[key] = scan;
        }
    }

    /// <summary>Ends scans that nobody goes on with.</summary>
    internal void Forget()
    {
        lock (_scans)
        {
            foreach (((Guid, int) key, HostedScan scan) in _scans.Where(scan => scan.Value.Idle > limit).ToArray())
            {
                scan.Dispose();
                _scans.Remove(key);
            }
        }
    }

    /// <summary>Ends a scan that is over.</summary>
    internal void End(ScanQuestion question)
    {
        lock (_scans)
        {
            if (_scans.Remove(KeyOf(question), out HostedScan? scan))
            {
                scan.Dispose();
            }
        }
    }

    private static (Guid Scan, int Partition) KeyOf(ScanQuestion question) => (question.Turn.Scan, question.Turn.Partition);
}
