using OrleansStream.Sources;
using OrleansStream.Streams;

namespace OrleansStream.Batches;

/// <summary>What batches hold at the coordinator: on their way, their attempts and seals that are not complete yet; afterwards, what streams
/// remember of them.</summary>
/// <remarks>Safe for several threads.</remarks>
/// <param name="graph">The job's graph, as it was started.</param>
/// <param name="claimed">The last batch that an earlier life of the coordinator committed: of it and those before only what <see cref="Restore"/> is told is known here.</param>
/// <param name="outlives">Whether a later life of the job goes on where this one ends.</param>
/// <param name="report">Takes errors of sources that fail to let go when the job is over.</param>
internal sealed class BatchWorks(StreamGraph graph, BatchTime claimed, bool outlives, Action<Exception> report) : IBatchHistory
{
    private readonly Dictionary<BatchTime, BatchWork> _works = [];
    private readonly Dictionary<BatchTime, List<SourceSeal?>> _halfSealed = [];
    private readonly RetainedBatches _retained = new(graph);
    private int _running;
    private bool _isOver;
    private bool _isFreed;

    /// <summary>The oldest batch that anything is kept of, or null for none.</summary>
    internal BatchTime? Oldest
    {
        get
        {
            lock (_works)
            {
                return _retained.Oldest ?? (_works.Count == 0 ? null : _works.Keys.Min());
            }
        }
    }

    /// <summary>Takes in a batch that an earlier coordinator committed and streams look back on still; in order of time, before all others.</summary>
    internal void Restore(RetainedBatch batch) => _retained.Add(batch);

    /// <summary>The newest batch that is planned or over, or null for none.</summary>
    internal BatchTime? Newest
    {
        get
        {
            lock (_works)
            {
                BatchTime? planned = _works.Values.Where(work => work.IsPlanned).Select(work => (BatchTime?)work.Time).Max();
                return planned ?? _retained.Newest;
            }
        }
    }

    internal BatchWork Get(BatchTime time)
    {
        lock (_works)
        {
            return _works[time];
        }
    }

    /// <summary>Puts an attempt in the place of an earlier one of the same batch, whose memory is freed.</summary>
    internal void Replace(BatchWork work)
    {
        lock (_works)
        {
            if (_works.Remove(work.Time, out BatchWork? earlier))
            {
                // Later batches that have been planned on its datasets are planned again before they run.
                earlier.Scope.Dispose();
                work.Submitted = earlier.Submitted;
            }

            _works.Add(work.Time, work);
        }
    }

    /// <summary>What the first sources, in order of definition, have said the batch holds.</summary>
    /// <remarks>A source that has answered is not asked again when another one failed to: it would say what came since.</remarks>
    internal List<SourceSeal?> HalfSealed(BatchTime time)
    {
        lock (_works)
        {
            return _halfSealed.TryGetValue(time, out List<SourceSeal?>? seals) ? seals : _halfSealed[time] = [];
        }
    }

    /// <summary>The batch's seal is complete.</summary>
    internal void Sealed(BatchTime time)
    {
        lock (_works)
        {
            _halfSealed.Remove(time);
        }
    }

    /// <summary>Batches up to a time are committed: what their tasks have reported counts.</summary>
    internal void Committed(BatchTime last)
    {
        foreach (BatchWork work in Between(claimed, last))
        {
            work.Scope.Reports.Fold();
        }
    }

    /// <summary>The batches on their way after one time and up to another, in order.</summary>
    internal IReadOnlyList<BatchWork> Between(BatchTime after, BatchTime last)
    {
        lock (_works)
        {
            return [.. _works.Values.Where(work => work.Time > after && work.Time <= last).OrderBy(work => work.Time)];
        }
    }

    /// <summary>A batch is over: listeners are told, and what no stream remembers any longer is let go.</summary>
    internal void Release(BatchTime time)
    {
        if (time <= claimed)
        {
            // All that was left to do of it here was to publish.
            return;
        }

        BatchWork? work;
        lock (_works)
        {
            _works.Remove(time, out work);
            _halfSealed.Remove(time, out List<SourceSeal?>? halfSealed);
            SourceSeal?[] seals = work is null
                ? [.. graph.Inputs.Select((_, index) => halfSealed?.ElementAtOrDefault(index))]
                : [.. graph.Inputs.Select(input => work.Seal.Find(input.Name))];
            _retained.Add(new RetainedBatch(time, work?.Scope, seals));
        }

        _retained.LetGo(time);
        work?.Complete();
        foreach (InputSource input in graph.Inputs)
        {
            input.OnBatchOver(time, work?.Outcome);
        }
    }

    /// <summary>The plans that a batch may look back on, oldest first.</summary>
    internal IReadOnlyList<BatchPlan> LookedBackOnFrom(BatchTime time)
    {
        if (graph.LookedBackOn.Count == 0)
        {
            return [];
        }

        lock (_works)
        {
            IEnumerable<BatchPlan?> onTheirWay = _works.Values.Where(work => work.IsPlanned).Select(work => work.Scope.Plan);
            return [.. from plan in _retained.Plans.Concat(onTheirWay) where plan?.Time < time orderby plan.Time select plan];
        }
    }

    public ValueTask<BatchPlan?> FindAsync(BatchTime time, DStream stream)
    {
        lock (_works)
        {
            if (_isOver)
            {
                throw new BatchNotRetainedException(stream.Name, time, null);
            }

            if (_works.TryGetValue(time, out BatchWork? work))
            {
                return ValueTask.FromResult(work.IsPlanned ? work.Scope.Plan : null);
            }

            if (time > claimed && (_retained.Newest is not { } newest || time > newest))
            {
                return ValueTask.FromResult<BatchPlan?>(null);
            }
        }

        RetainedBatch? retained = _retained.Find(time, stream.RememberDuration);
        if (time <= claimed && (retained?.Scope?.Plan is not { Restored: { } restored } plan || !restored.CanMake(stream, plan.Seal)))
        {
            return ValueTask.FromResult<BatchPlan?>(null);
        }

        RetainedBatch found = retained
            ?? throw new BatchNotRetainedException(stream.Name, time, _retained.OldestOf(stream.RememberDuration));
        return ValueTask.FromResult(found.Scope?.Plan);
    }

    /// <summary>Work that may use batches' memory has started.</summary>
    internal void RunStarted()
    {
        lock (_works)
        {
            _running++;
        }
    }

    /// <summary>Such work has ended.</summary>
    internal void RunEnded()
    {
        lock (_works)
        {
            _running--;
        }

        FreeIfOver();
    }

    /// <summary>The job is over: frees what batches hold once nothing runs any more, because cancelled tasks use it until they notice.</summary>
    internal void Over()
    {
        lock (_works)
        {
            _isOver = true;
        }

        FreeIfOver();
    }

    private void FreeIfOver()
    {
        BatchWork[] works;
        lock (_works)
        {
            if (!_isOver || _running > 0 || _isFreed)
            {
                return;
            }

            _isFreed = true;
            works = [.. _works.Values];
            _works.Clear();
        }

        foreach (BatchWork work in works)
        {
            work.Scope.Dispose();
        }

        try
        {
            _retained.Clear(leaves: outlives);
        }
        catch (Exception error)
        {
            report(error);
        }
    }
}
