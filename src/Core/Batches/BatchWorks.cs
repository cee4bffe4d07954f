using OrleansStream.Sources;

namespace OrleansStream.Batches;

/// <summary>What batches on their way hold at the coordinator: their attempts, and seals that are not complete yet.</summary>
/// <remarks>Safe for several threads.</remarks>
internal sealed class BatchWorks(IReadOnlyList<InputSource> inputs)
{
    private readonly Dictionary<BatchTime, BatchWork> _works = [];
    private readonly Dictionary<BatchTime, List<SourceSeal?>> _halfSealed = [];
    private int _running;
    private bool _isOver;

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

    /// <summary>A batch is over: frees its memory and lets its input go.</summary>
    internal void Release(BatchTime time)
    {
        BatchWork? work;
        List<SourceSeal?>? halfSealed;
        lock (_works)
        {
            _works.Remove(time, out work);
            _halfSealed.Remove(time, out halfSealed);
        }

        work?.Complete(inputs);
        foreach (InputSource input in inputs)
        {
            input.OnBatchOver(time, work?.Outcome);
        }

        for (int i = 0; i < (halfSealed?.Count ?? 0); i++)
        {
            if (halfSealed![i] is { } seal)
            {
                inputs[i].Release(seal);
            }
        }
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
            if (!_isOver || _running > 0)
            {
                return;
            }

            works = [.. _works.Values];
            _works.Clear();
        }

        foreach (BatchWork work in works)
        {
            work.Scope.Dispose();
        }
    }
}
