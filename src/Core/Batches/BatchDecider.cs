using OrleansStream.Checkpoints;

namespace OrleansStream.Batches;

/// <summary>The batch coordinator's mind: facts in, decisions out, no I/O and no clock.</summary>
/// <remarks>
/// <para>
/// Batches are sealed and planned one after another as their times come, whether or not earlier ones have run; they run one at a
/// time in order; commits are in order, and one head may commit several. Running may be ahead of the commit by
/// <see cref="BatchPolicy.MaxUncommitted"/> batches, sealing ahead of running by <see cref="BatchPolicy.MaxSealedAhead"/>. At most one head is
/// being written at any moment.
/// </para>
/// <para>Not safe for several threads; the coordinator feeds it from one loop.</para>
/// </remarks>
internal sealed partial class BatchDecider
{
    private readonly BatchPolicy _policy;
    private readonly List<Batch> _batches = [];
    private readonly List<Decision> _decisions = [];
    private readonly BatchTime _first;
    private Head _head;
    private Head? _writing;
    private BatchTime _next;
    private BatchTime _due;
    private bool _draining;

    // Why batches that have run do not count, until they are to run again.
    private Exception? _lost;

    /// <param name="claimed">The head as this coordinator claimed it.</param>
    /// <param name="policy">The rules.</param>
    internal BatchDecider(Head claimed, BatchPolicy policy)
    {
        _head = claimed;
        _policy = policy;
        _due = claimed.LastSealed;
        _first = _next = _due + claimed.BatchInterval;
    }

    /// <summary>Whether the job is over: every later fact is ignored.</summary>
    internal bool IsFinished { get; private set; }

    /// <summary>Whether no batch is on its way.</summary>
    internal bool IsIdle => OpenBatches == 0 && _writing is null;

    /// <summary>How many batches are on their way, with those whose times have come and that wait for their turn.</summary>
    internal int OpenBatches => _batches.Count + Waiting;

    /// <summary>Batches that have run, and so have all before them.</summary>
    private IEnumerable<Batch> AlreadyRun => _batches.TakeWhile(batch => batch.HasRun);

    private int Waiting => _next > _due ? 0 : (int)Math.Min(int.MaxValue / 2, (((_due - _next) / _head.BatchInterval) + 1));

    /// <summary>Takes up what the claimed head left open: outputs that were committed are published before any new work, and batches that
    /// were sealed are run over the same input. To be called once, before the first fact.</summary>
    /// <returns>What is to be done now, in this order.</returns>
    internal IReadOnlyList<Decision> Resume()
    {
        _decisions.Clear();
        foreach (IGrouping<BatchTime, PreparedOutput> prepared in _head.Prepared.GroupBy(output => output.Time))
        {
            _batches.Add(new Batch(prepared.Key) { Phase = Phase.Committed, Prepared = [.. prepared] });
        }

        foreach (OpenBatch open in _head.Open)
        {
            _batches.Add(new Batch(open.Seal.Time) { Phase = Phase.Sealed, Seal = open.Seal, Attempt = open.Attempt });
        }

        Advance();
        return [.. _decisions];
    }

    /// <summary>Takes note of a fact.</summary>
    /// <returns>What is to be done now, in this order.</returns>
    internal IReadOnlyList<Decision> On(Fact fact)
    {
        if (IsFinished)
        {
            return [];
        }

        _decisions.Clear();
        Apply(fact);
        if (!IsFinished)
        {
            Advance();
        }

        return [.. _decisions];
    }

    private void Apply(Fact fact)
    {
        switch (fact)
        {
            case Fact.Ticked(var time):
                _due = time > _due ? time : _due;
                break;
            case Fact.Sealed(var seal):
                Batch batch = Find(seal.Time);
                batch.Seal = seal;
                batch.Phase = Phase.Sealed;
                break;
            case Fact.SealFailed(var time, var error):
                OnSealFailed(Find(time), error);
                break;
            case Fact.Planned(var time, var jobs):
                OnPlanned(Find(time), jobs);
                break;
            case Fact.Ended ended:
                OnEnded(Find(ended.Time), ended);
                break;
            case Fact.RetryDue(var time):
                OnRetryDue(Find(time));
                break;
            case Fact.HeadWritten(var head):
                OnHeadWritten(head);
                break;
            case Fact.HeadGivenUp(var head, var error):
                _writing = null;
                _head = head;
                _lost = error;
                break;
            case Fact.HeadLost(var error):
                Finish(error);
                break;
            case Fact.Published(var time, var error):
                OnPublished(Find(time), error);
                break;
            case Fact.Draining:
                _draining = true;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(fact), fact, "Not a fact of batches.");
        }
    }

    private void Advance()
    {
        PublishNext();
        RewindIfLost();
        if (IsFinished)
        {
            return;
        }

        PlanNext();
        SealNext();
        RunNext();
        WriteHeadIfDue();
        if (_draining && IsIdle)
        {
            Finish(error: null);
        }
    }

    /// <summary>Plans in time order, one batch at a time, because a plan may look back on the datasets of batches before it.</summary>
    private void PlanNext()
    {
        Batch? next = _batches.Find(batch => batch.Phase == Phase.Sealed || !(batch.HasPlan || batch.HasRun));
        if (next is { Phase: Phase.Sealed } && !_batches.Exists(batch => batch.Phase == Phase.Planning) && MayPlan(next))
        {
            next.Attempt += next.IsPlannedAgain ? 0 : 1;
            next.IsPlannedAgain = false;
            next.Phase = Phase.Planning;
            _decisions.Add(new Decision.PlanBatch(next.Seal!, next.Attempt));
            PlanAgainAfter(next);
        }
    }

    private bool MayPlan(Batch next) => !_policy.PlansChangeState || _batches.TrueForAll(batch => batch.Time >= next.Time || batch.HasRun);

    /// <summary>Has batches that have been planned on an earlier attempt of a batch planned on this one. They have not run.</summary>
    private void PlanAgainAfter(Batch planned)
    {
        if (!_policy.LooksBack)
        {
            return;
        }

        foreach (Batch later in _batches.Where(batch => batch.Time > planned.Time && (batch.Phase == Phase.Ready || (batch.Phase == Phase.Ended && batch.IsEmpty))))
        {
            later.Phase = Phase.Sealed;
            later.IsPlannedAgain = true;
        }
    }

    /// <summary>Seals in time order, one batch at a time, so that no source is asked for two batches at once.</summary>
    private void SealNext()
    {
        if (_batches.Exists(batch => batch.Phase == Phase.Sealing || (batch.Phase is Phase.Sealed or Phase.Planning && !batch.HasPlan)))
        {
            return;
        }

        if (_batches.Exists(batch => batch.Phase == Phase.Waiting && batch.Seal is null))
        {
            // It is tried again first.
            return;
        }

        if ((_batches.Find(batch => batch.Phase == Phase.Ticked) ?? TakeNext()) is { } next)
        {
            next.Phase = Phase.Sealing;
            _decisions.Add(new Decision.SealBatch(next.Time));
        }
    }

    /// <summary>The next batch whose time has come, or null for none or while too many wait to run.</summary>
    private Batch? TakeNext()
    {
        if (_next > _due || _batches.Count - AlreadyRun.Count() >= BatchPolicy.MaxSealedAhead)
        {
            return null;
        }

        var batch = new Batch(_next);
        _next += _head.BatchInterval;
        _batches.Add(batch);
        return batch;
    }

    private void RunNext()
    {
        Batch? next = _lost is null ? _batches.Find(batch => !batch.HasRun) : null;
        int perCommit = (int)(_policy.CommitInterval / _head.BatchInterval);

        // Batches without work end as they are planned: those behind this one wait for it, and it must not wait for them.
        if (next is not { Phase: Phase.Ready }
            || AlreadyRun.Count(batch => batch.Phase == Phase.Ended) >= BatchPolicy.MaxUncommitted + perCommit
            || AlreadyRun.Count(batch => batch.Phase != Phase.Ended && batch.Prepared.Count > 0) >= BatchPolicy.MaxUnpublished + perCommit
            || WaitsForSeal(next))
        {
            return;
        }

        next.Phase = Phase.Running;
        _decisions.Add(new Decision.Run(next.Time));
    }

    /// <summary>Whether a batch must not run because what it holds, or what the first one of this life held, is not durable yet.</summary>
    private bool WaitsForSeal(Batch batch) => _policy.SealFirst
        ? !_head.Open.Any(open => open.Seal.Time == batch.Time && open.Attempt == batch.Attempt)
        : _policy.SealFirstOfLife && _head.LastSealed < _first && batch.Time >= _first;

    private void WriteHeadIfDue()
    {
        if (_writing is not null || _lost is not null)
        {
            return;
        }

        Batch? ended = AlreadyRun.LastOrDefault(batch => batch.Phase == Phase.Ended);
        bool sealAwaited = _batches.Find(batch => !batch.HasRun) is { Phase: Phase.Ready } ready && WaitsForSeal(ready);
        bool staleAtEnd = _draining && _batches.Count == 0 && _head.Prepared.Count > 0;
        if (!sealAwaited && !staleAtEnd && (ended is null || !IsCommitDue(ended.Time)))
        {
            return;
        }

        _writing = NextHead();
        _decisions.Add(new Decision.WriteHead(_writing));
    }

    /// <summary>Whether a batch that has run is to be committed now: it is when its time reaches the next multiple of the commit interval. Nothing
    /// is held back when later batches may be long in coming: at the end, and while one waits to be tried again.</summary>
    private bool IsCommitDue(BatchTime ended) =>
        _policy.CommitInterval <= _head.BatchInterval
        || ended.Floor(_policy.CommitInterval, _head.Zero) > _head.Committed.Floor(_policy.CommitInterval, _head.Zero)
        || _draining
        || _batches.Exists(batch => batch.Phase == Phase.Waiting);

    /// <summary>The head that says all that is true now.</summary>
    private Head NextHead()
    {
        List<Batch> prefix = [.. AlreadyRun];
        return _head with
        {
            Committed = prefix.Count == 0 ? _head.Committed : prefix[^1].Time,
            Prepared = [.. prefix.SelectMany(batch => batch.Prepared)],
            Open = [.. _batches.Skip(prefix.Count).Where(batch => batch.Seal is not null).Select(batch => new OpenBatch(batch.Seal!, batch.Attempt))],
        };
    }

    private void OnHeadWritten(Head head)
    {
        _writing = null;
        _head = head;
        foreach (Batch batch in _batches.Where(batch => batch.Time <= head.Committed && batch.Phase == Phase.Ended))
        {
            batch.Phase = Phase.Committed;
        }
    }

    /// <summary>Publishes in batch order, one batch at a time: readers of a sink see batches in the order of their times.</summary>
    private void PublishNext()
    {
        while (_batches is [{ Phase: Phase.Committed } first, ..])
        {
            if (first.Prepared.Count > 0)
            {
                Publish(first, attempt: 1);
                return;
            }

            Release(first);
        }
    }

    private void Publish(Batch batch, int attempt)
    {
        batch.Phase = Phase.Publishing;
        batch.PublishAttempt = attempt;
        _decisions.Add(new Decision.Publish(batch.Time, batch.Prepared));
    }

    private void OnPublished(Batch batch, Exception? error)
    {
        if (error is null)
        {
            Release(batch);
        }
        else if (batch.PublishAttempt < _policy.MaxAttempts)
        {
            _decisions.Add(new Decision.Wait(batch.Time));
        }
        else if (_policy.OnFailure == FailurePolicy.RetryThenStop)
        {
            Finish(error);
        }
        else
        {
            _decisions.Add(new Decision.Report(error));
            Release(batch);
        }
    }

    private void Release(Batch batch)
    {
        _batches.Remove(batch);
        _decisions.Add(new Decision.Release(batch.Time));
    }

    private static void OnPlanned(Batch batch, int jobs)
    {
        batch.HasPlan = true;
        batch.IsEmpty = jobs == 0;
        batch.Phase = jobs == 0 ? Phase.Ended : Phase.Ready;
    }

    private void Finish(Exception? error)
    {
        IsFinished = true;
        _decisions.Add(new Decision.Finish(error));
    }

    private Batch Find(BatchTime time) =>
        _batches.Find(batch => batch.Time == time)
        ?? throw new InvalidOperationException($"Batch {time} is not on its way.");
}
