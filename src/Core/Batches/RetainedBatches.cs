using OrleansStream.Sources;
using OrleansStream.Streams;

namespace OrleansStream.Batches;

/// <summary>The batches that are over and that streams remember still, in order of time.</summary>
/// <remarks>Batches are added and let go by one thread at a time; any may look for one.</remarks>
internal sealed class RetainedBatches
{
    private readonly StreamGraph _graph;
    private readonly Queue<RetainedBatch> _batches = new();
    private readonly Dictionary<BatchTime, RetainedBatch> _byTime = [];
    private readonly Queue<RetainedBatch>[] _sealed;
    private BatchTime? _newest;

    internal RetainedBatches(StreamGraph graph)
    {
        _graph = graph;
        _sealed = [.. graph.Inputs.Select(_ => new Queue<RetainedBatch>())];
    }

    /// <summary>The last batch that is over.</summary>
    internal BatchTime? Newest
    {
        get
        {
            lock (_byTime)
            {
                return _newest;
            }
        }
    }

    /// <summary>The oldest batch that anything is kept of.</summary>
    internal BatchTime? Oldest
    {
        get
        {
            lock (_byTime)
            {
                return _batches.TryPeek(out RetainedBatch? first) ? first.Time : null;
            }
        }
    }

    /// <summary>The plans of the batches that were planned.</summary>
    internal IReadOnlyList<BatchPlan> Plans
    {
        get
        {
            lock (_byTime)
            {
                return [.. _batches.Select(batch => batch.Scope?.Plan).OfType<BatchPlan>()];
            }
        }
    }

    /// <summary>Adds the batch that is over now.</summary>
    internal void Add(RetainedBatch batch)
    {
        lock (_byTime)
        {
            _batches.Enqueue(batch);
            _byTime.Add(batch.Time, batch);
            _newest = batch.Time;
        }

        foreach (Queue<RetainedBatch> queue in _sealed)
        {
            queue.Enqueue(batch);
        }
    }

    /// <summary>Lets go of what no stream remembers now that a batch is over.</summary>
    internal void LetGo(BatchTime over) => LetGo(duration => over - duration);

    /// <summary>Lets go of everything that is not in use this moment.</summary>
    /// <param name="leaves">Whether a later life of the job is to read again what sources hold for the batches.</param>
    internal void Clear(bool leaves)
    {
        foreach (RetainedBatch batch in leaves ? _batches : [])
        {
            batch.Leave();
        }

        LetGo(_ => new BatchTime(long.MaxValue));
    }

    /// <summary>The batch of a time, if a stream that remembers for a duration has it.</summary>
    internal RetainedBatch? Find(BatchTime time, TimeSpan rememberDuration)
    {
        lock (_byTime)
        {
            return time > _newest - rememberDuration ? _byTime.GetValueOrDefault(time) : null;
        }
    }

    /// <summary>The oldest batch that a stream that remembers for a duration has, or null for none.</summary>
    internal BatchTime? OldestOf(TimeSpan rememberDuration)
    {
        lock (_byTime)
        {
            return _batches.FirstOrDefault(batch => batch.Time > _newest - rememberDuration)?.Time;
        }
    }

    /// <summary>Lets sources go first, in order, then whole batches. What is in use, and what comes after it, waits for the next time.</summary>
    /// <param name="last">The last batch that who remembers for a duration has forgotten.</param>
    private void LetGo(Func<TimeSpan, BatchTime> last)
    {
        for (int i = 0; i < _sealed.Length; i++)
        {
            InputSource input = _graph.Inputs[i];
            BatchTime forgotten = last(input.Stream.RememberDuration);
            while (_sealed[i].TryPeek(out RetainedBatch? batch) && batch.Time <= forgotten && batch.TryRelease(input, i))
            {
                _sealed[i].Dequeue();
            }
        }

        BatchTime over = last(_graph.RememberDuration);
        while (_batches.TryPeek(out RetainedBatch? batch) && batch.Time <= over && batch.TryEnd())
        {
            lock (_byTime)
            {
                _batches.Dequeue();
                _byTime.Remove(batch.Time);
            }
        }
    }
}
