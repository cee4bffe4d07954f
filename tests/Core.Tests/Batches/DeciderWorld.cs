using OrleansStream.Batches;
using OrleansStream.Checkpoints;

namespace OrleansStream.Core.Tests.Batches;

/// <summary>Does what a decider wants done, in random order and with random failures, and checks every decision against what it has seen.</summary>
internal sealed class DeciderWorld(Random random, BatchPolicy policy, double failureRate)
{
    private static readonly BatchTime Zero = new(1_000_000);

    private readonly BatchDecider _decider = new(FirstHead, policy);
    private readonly List<Func<Fact>> _pending = [];
    private readonly List<SimulatedBatch> _batches = [];
    private readonly double _emptyRate = random.NextDouble();
    private Head _durable = FirstHead;
    private bool _draining;
    private bool _writing;

    internal static Head FirstHead { get; } = new(1, Zero, Zero, [], [], "1", 1024, 2, 0, 1000, [], []);

    internal List<Exception> Reported { get; } = [];

    internal Exception? FinishError { get; private set; }

    internal bool HasFinished { get; private set; }

    internal int Rewinds { get; private set; }

    internal IReadOnlyList<SimulatedBatch> Batches => _batches;

    internal Head Durable => _durable;

    internal bool IsIdle => _pending.Count == 0;

    /// <summary>Whether a batch may not wait any longer for its commit.</summary>
    internal bool IsDue(BatchTime time) => policy.CommitInterval <= TimeSpan.FromSeconds(1)
        || time.Floor(policy.CommitInterval, Zero) <= _batches[^1].Time.Floor(policy.CommitInterval, Zero) - policy.CommitInterval;

    internal void Tick()
    {
        var batch = new SimulatedBatch(Zero + TimeSpan.FromSeconds(_batches.Count + 1));
        _batches.Add(batch);
        Feed(new Fact.Ticked(batch.Time));
    }

    internal void Drain()
    {
        _draining = true;
        Feed(new Fact.Draining());
    }

    /// <summary>Lets one piece of work that is under way end.</summary>
    internal void Step()
    {
        int chosen = random.Next(_pending.Count);
        Func<Fact> work = _pending[chosen];
        _pending.RemoveAt(chosen);
        Feed(work());
    }

    private void Feed(Fact fact)
    {
        foreach (Decision decision in _decider.On(fact))
        {
            Assert.False(HasFinished, $"{decision} after the end.");
            Take(decision);
        }

        Assert.Equal(HasFinished, _decider.IsFinished);
    }

    private void Take(Decision decision)
    {
        switch (decision)
        {
            case Decision.SealBatch(var time):
                Seal(Find(time));
                break;
            case Decision.PlanBatch(var seal, var attempt):
                Plan(Find(seal.Time), seal, attempt);
                break;
            case Decision.Run(var time):
                Run(Find(time));
                break;
            case Decision.WriteHead(var head):
                WriteHead(head);
                break;
            case Decision.Publish(var time, var outputs):
                Publish(Find(time), outputs);
                break;
            case Decision.Rewind:
                Rewind();
                break;
            case Decision.Wait(var time):
                _pending.Add(() => new Fact.RetryDue(time));
                break;
            case Decision.Release(var time):
                Release(Find(time));
                break;
            case Decision.Report(var error):
                Assert.Equal(FailurePolicy.ReportAndContinue, policy.OnFailure);
                Reported.Add(error);
                break;
            case Decision.Finish(var error):
                HasFinished = true;
                FinishError = error;
                Assert.True(error is not null || (_draining && _batches.TrueForAll(batch => batch.IsReleased)), "The end came with batches on their way.");
                break;
        }
    }

    private void Seal(SimulatedBatch batch)
    {
        Assert.DoesNotContain(_batches, other => other.IsSealing);
        Assert.Null(batch.Seal);
        Assert.All(_batches.TakeWhile(other => other.Time < batch.Time), other => Assert.True(other.Seal is not null));
        batch.IsSealing = true;
        batch.SealAttempts++;
        _pending.Add(() =>
        {
            batch.IsSealing = false;

            // Where batches are not repeated, a source that fails gives nothing and the seal is complete.
            if (policy.OnFailure == FailurePolicy.RetryThenStop && Fails())
            {
                return new Fact.SealFailed(batch.Time, new InvalidOperationException($"seal {batch.Time}"));
            }

            batch.Seal = new SealedBatch(batch.Time, [new SourceSeal("source", 1, "", default)]);
            return new Fact.Sealed(batch.Seal);
        });
    }

    private void Plan(SimulatedBatch batch, SealedBatch seal, int attempt)
    {
        Assert.Same(batch.Seal, seal);
        bool isAgain = policy.LooksBack && batch.Attempt == attempt;
        if (isAgain)
        {
            // On what has been planned anew since.
            Assert.NotEqual(batch.RanAttempt, attempt);
            Assert.NotEqual(Before(batch), batch.PlannedOn);
            batch.HasEnded = false;
        }

        Assert.Equal(isAgain ? batch.Attempt : batch.Attempt + 1, attempt);
        Assert.False(batch.HasEnded);
        Assert.DoesNotContain(_batches, other => other.IsPlanning);
        Assert.All(_batches.TakeWhile(other => other.Time < batch.Time), other => Assert.True(policy.PlansChangeState ? other.HasEnded : other.HasPlan || other.HasEnded));
        batch.Attempt = attempt;
        batch.PlannedOn = Before(batch);
        batch.IsPlanned = false;
        batch.IsPlanning = true;
        _pending.Add(() =>
        {
            batch.IsPlanning = false;
            if (Fails())
            {
                return Ended(batch, new InvalidOperationException($"plan {batch.Time}"));
            }

            batch.HasPlan = true;
            int jobs = isAgain ? (batch.IsEmpty ? 0 : 1) : random.NextDouble() < _emptyRate ? 0 : random.Next(1, 3);
            batch.IsPlanned = jobs > 0;
            batch.IsEmpty = jobs == 0;
            batch.HasEnded = jobs == 0;
            return new Fact.Planned(batch.Time, jobs);
        });
    }

    private void Run(SimulatedBatch batch)
    {
        Assert.True(batch.IsPlanned);
        Assert.True(!policy.LooksBack || Before(batch).SequenceEqual(batch.PlannedOn), "It runs as planned on an earlier attempt of a batch before.");
        Assert.DoesNotContain(_batches, other => other.IsRunning);
        Assert.All(_batches.TakeWhile(other => other.Time < batch.Time), other => Assert.True(other.HasEnded));
        if (policy.SealFirst)
        {
            Assert.Contains(_durable.Open, open => ReferenceEquals(open.Seal, batch.Seal) && open.Attempt == batch.Attempt);
        }

        Assert.True(!policy.SealFirstOfLife || _durable.LastSealed > Zero, "Where sources begin is not durable.");

        batch.IsPlanned = false;
        batch.IsRunning = true;
        batch.RanAttempt = batch.Attempt;
        _pending.Add(() =>
        {
            batch.IsRunning = false;
            if (random.NextDouble() < failureRate / 5)
            {
                // What it builds on is gone with its host.
                batch.HasEnded = true;
                return new Fact.Ended(batch.Time, [], new InvalidOperationException($"lost {batch.Time}"), StateIsLost: true);
            }

            return Ended(batch, Fails() ? new InvalidOperationException($"run {batch.Time}") : null);
        });
    }

    private Fact.Ended Ended(SimulatedBatch batch, Exception? error)
    {
        batch.HasEnded = error is null || policy.OnFailure == FailurePolicy.ReportAndContinue;
        batch.Prepared = error is null && random.Next(2) == 0
            ? [new PreparedOutput(batch.Time, "output", new byte[] { (byte)batch.Attempt })]
            : [];
        return new Fact.Ended(batch.Time, batch.Prepared, error);
    }

    /// <summary>Nothing that is not committed counts.</summary>
    private void Rewind()
    {
        Assert.False(_writing, "Batches are taken back while they are committed.");
        Assert.DoesNotContain(_batches, batch => batch.IsRunning);
        foreach (SimulatedBatch batch in _batches.Where(batch => batch.HasEnded && batch.Time > _durable.Committed))
        {
            batch.HasEnded = false;
            batch.Prepared = [];
        }

        Rewinds++;
    }

    private void WriteHead(Head head)
    {
        Assert.False(_writing, "Two heads are being written at once.");
        Assert.True(head.Committed >= _durable.Committed);
        Assert.All(_batches.Where(batch => batch.Time <= head.Committed), batch => Assert.True(batch.HasEnded));
        BatchTime[] open = [.. head.Open.Select(batch => batch.Seal.Time)];
        Assert.Equal(_batches.Where(batch => batch.Time > head.Committed && batch.Seal is not null).Select(batch => batch.Time), open);
        Assert.Equal(
            _batches.Where(batch => batch.Time <= head.Committed && !batch.IsReleased).SelectMany(batch => batch.Prepared), head.Prepared);
        _writing = true;
        _pending.Add(() =>
        {
            _writing = false;
            if (random.NextDouble() < failureRate / 50)
            {
                return new Fact.HeadLost(new JobFencedException());
            }

            if (random.NextDouble() < failureRate / 5)
            {
                _durable = _durable with { Commit = _durable.Commit + 1 };
                return new Fact.HeadGivenUp(_durable, new InvalidOperationException($"lost {head.Committed}"));
            }

            _durable = head;
            return new Fact.HeadWritten(head);
        });
    }

    private void Publish(SimulatedBatch batch, IReadOnlyList<PreparedOutput> outputs)
    {
        Assert.True(batch.Time <= _durable.Committed);
        Assert.Equal(batch.Prepared, outputs);
        Assert.NotEmpty(outputs);
        Assert.All(_batches.TakeWhile(other => other.Time < batch.Time), other => Assert.True(other.IsReleased));
        batch.PublishAttempts++;
        Assert.InRange(batch.PublishAttempts, 1, policy.MaxAttempts);
        _pending.Add(() =>
        {
            Exception? error = Fails() ? new InvalidOperationException($"publish {batch.Time}") : null;
            batch.IsPublished = error is null;
            return new Fact.Published(batch.Time, error);
        });
    }

    private void Release(SimulatedBatch batch)
    {
        Assert.False(batch.IsReleased);
        Assert.All(_batches.TakeWhile(other => other.Time < batch.Time), other => Assert.True(other.IsReleased));
        Assert.True(batch.Time <= _durable.Committed);
        Assert.True(
            batch.Prepared.Count == 0 || batch.IsPublished
            || (batch.PublishAttempts == policy.MaxAttempts && policy.OnFailure == FailurePolicy.ReportAndContinue));
        batch.IsReleased = true;
    }

    private List<(BatchTime Time, int Attempt)> Before(SimulatedBatch batch) =>
        [.. _batches.TakeWhile(other => other.Time < batch.Time).Select(other => (other.Time, other.Attempt))];

    private bool Fails() => random.NextDouble() < failureRate;

    private SimulatedBatch Find(BatchTime time) => _batches.Single(batch => batch.Time == time);
}
