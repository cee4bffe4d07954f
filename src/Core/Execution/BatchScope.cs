using OrleansStream.Encoding;
using OrleansStream.Streams;

namespace OrleansStream.Execution;

/// <summary>The home of the datasets of one attempt of a batch: it numbers their shuffles and frees what they rented.</summary>
/// <remarks>
/// Datasets made outside a batch live in a scope without a time, which owns nothing. A scope that has ended refuses new use at once, and
/// frees what it owns when the last use that had begun is over.
/// </remarks>
internal sealed class BatchScope(JobRuntime job, BatchTime? time, int attempt, CancellationToken cancellation = default) : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly SortedDictionary<long, ShuffleDependency> _shuffles = [];
    private readonly Dictionary<long, Rdd> _datasets = [];
    private readonly PlanNumbers _shuffleNumbers = new();
    private readonly PlanNumbers _datasetNumbers = new();
    private int _actions;
    private bool _ended;
    private int _uses;

    internal JobRuntime Job => job;

    internal JobEncoding Encoding => job.Encoding;

    /// <summary>The batch time, or null outside a batch.</summary>
    internal BatchTime? Time => time;

    /// <summary>Cancelled when the batch is abandoned: it stops actions that were given no token of their own.</summary>
    internal CancellationToken Cancellation => cancellation;

    /// <summary>Which run of the batch this is, from 1.</summary>
    internal int Attempt => attempt;

    /// <summary>What the batch's tasks have reported, to be folded at its commit.</summary>
    internal TaskReports Reports { get; } = new();

    /// <summary>The plan that this is the home of, or null outside a batch.</summary>
    internal BatchPlan? Plan { get; set; }

    /// <summary>Whether what is made now is made by every process that plans the batch.</summary>
    internal bool IsPlanning => Plan is { IsPlanning: true } && !PlanNumbers.IsInBody;

    /// <summary>The shuffles made so far, in order of their numbers: by streams in order of definition, then by outputs, then by user code.</summary>
    internal IReadOnlyList<ShuffleDependency> Shuffles
    {
        get
        {
            lock (_owned)
            {
                return [.. _shuffles.Values];
            }
        }
    }

    /// <summary>The shuffle of a number, or null if it has not been made here.</summary>
    internal ShuffleDependency? FindShuffle(long number)
    {
        lock (_owned)
        {
            return _shuffles.GetValueOrDefault(number);
        }
    }

    /// <summary>Numbers a shuffle. Outside a batch there is no plan, and no number.</summary>
    internal long NextShuffle(ShuffleDependency shuffle)
    {
        if (time is null)
        {
            return -1;
        }

        long number = _shuffleNumbers.Next();
        lock (_owned)
        {
            _shuffles.Add(number, shuffle);
        }

        return number;
    }

    /// <summary>Numbers a dataset, as <see cref="NextShuffle"/> does a shuffle.</summary>
    internal long NextDataset(Rdd dataset)
    {
        if (time is null)
        {
            return -1;
        }

        long number = _datasetNumbers.Next();
        lock (_owned)
        {
            _datasets.Add(number, dataset);
        }

        return number;
    }

    /// <summary>The dataset of a number, or null if it has not been made here.</summary>
    internal Rdd? FindDataset(long number)
    {
        lock (_owned)
        {
            return _datasets.GetValueOrDefault(number);
        }
    }

    /// <summary>Numbers a run of an action.</summary>
    internal int NextAction() => Interlocked.Increment(ref _actions);

    /// <summary>Hands something over that is to be freed when the batch ends; at once if it has ended. Outside a batch nothing says when a
    /// dataset is last used, so the collector decides.</summary>
    internal void Own(IDisposable resource)
    {
        if (time is null)
        {
            return;
        }

        lock (_owned)
        {
            if (!IsFree)
            {
                _owned.Add(resource);
                return;
            }
        }

        resource.Dispose();
    }

    /// <summary>Begins a use of the datasets, which nothing is freed under; <see cref="Leave"/> ends it.</summary>
    /// <exception cref="InvalidOperationException">The scope has ended, and with it what its datasets read.</exception>
    internal void Enter()
    {
        if (!TryEnter())
        {
            ThrowIfEnded();
        }
    }

    /// <summary>Begins a use as <see cref="Enter"/> does, unless the scope has ended.</summary>
    internal bool TryEnter()
    {
        lock (_owned)
        {
            _uses += _ended ? 0 : 1;
            return !_ended;
        }
    }

    /// <summary>Ends a use.</summary>
    internal void Leave()
    {
        lock (_owned)
        {
            _uses--;
        }

        FreeIfUnused();
    }

    /// <summary>Ends one dataset before the scope, unless the scope is in use.</summary>
    /// <returns>Whether the dataset has ended, so that what it reads may go.</returns>
    internal bool TryEnd(Rdd? dataset)
    {
        lock (_owned)
        {
            if (_uses > 0)
            {
                return false;
            }

            dataset?.End();
            return true;
        }
    }

    /// <exception cref="InvalidOperationException">The scope has ended, and with it what its datasets read.</exception>
    internal void ThrowIfEnded()
    {
        if (Volatile.Read(ref _ended))
        {
            throw new InvalidOperationException(time is { } batch
                ? $"This dataset belongs to batch {batch}, which is over and no longer remembered; collect what is needed in time, or let the context Remember for longer."
                : "The context that this dataset was made by has been disposed of.");
        }
    }

    public void Dispose()
    {
        lock (_owned)
        {
            _ended = true;
        }

        FreeIfUnused();
    }

    // To be read under the lock.
    private bool IsFree => _ended && _uses == 0;

    private void FreeIfUnused()
    {
        IDisposable[] owned;
        lock (_owned)
        {
            if (!IsFree)
            {
                return;
            }

            owned = [.. _owned];
            _owned.Clear();
            _shuffles.Clear();
            _datasets.Clear();
        }

        foreach (IDisposable resource in owned)
        {
            resource.Dispose();
        }
    }
}
