namespace OrleansStream.Stateful;

/// <summary>The scans that a coordinator keeps versions for. Safe for several threads.</summary>
/// <param name="context">The job.</param>
internal sealed class PinnedScans(StreamingContext context)
{
    private readonly Dictionary<Guid, PinnedScan> _scans = [];

    /// <summary>The scan, or null if it has not begun here.</summary>
    internal PinnedScan? TryFind(Guid id)
    {
        lock (_scans)
        {
            return _scans.GetValueOrDefault(id);
        }
    }

    /// <summary>Begins a scan, unless it has.</summary>
    /// <param name="id">Which.</param>
    /// <param name="state">The state.</param>
    /// <param name="at">The committed batch to read; null for the last one.</param>
    /// <returns>The scan, or null if the batch cannot be read.</returns>
    internal PinnedScan? Open(Guid id, OperatorState state, BatchTime? at)
    {
        lock (_scans)
        {
            foreach (Guid old in _scans.Where(scan => scan.Value.Pin.HasExpired).Select(scan => scan.Key).ToArray())
            {
                End(old);
            }

            if (_scans.TryGetValue(id, out PinnedScan? scan))
            {
                return scan;
            }

            CommittedBatches batches = context.Runtime.States.Batches;
            while (true)
            {
                CommittedRange range = batches.Last;
                BatchTime batch = at ?? range.Newest;
                if (!batches.IsKept(range, batch))
                {
                    return null;
                }

                // A commit that comes between lets the version go; then there is a later one.
                var pin = new StatePin(batch, context.Options.TimeProvider, context.Options.StateScanLimit);
                if (state.Versions.TryPin(pin, out _))
                {
                    return _scans[id] = new PinnedScan(state, pin, state.Versions.UpTo(batch) ?? StateVersions.None);
                }
            }
        }
    }

    /// <summary>Lets the version of a scan go.</summary>
    internal void End(Guid id)
    {
        lock (_scans)
        {
            if (_scans.Remove(id, out PinnedScan? scan))
            {
                scan.State.Versions.Unpin(scan.Pin);
            }
        }
    }
}
