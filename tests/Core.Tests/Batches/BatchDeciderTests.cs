using OrleansStream.Batches;
using OrleansStream.Checkpoints;

namespace OrleansStream.Core.Tests.Batches;

public class BatchDeciderTests
{
    private static readonly BatchTime One = DeciderWorld.FirstHead.Zero + TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(FailurePolicy.ReportAndContinue, false)]
    [InlineData(FailurePolicy.ReportAndContinue, true)]
    [InlineData(FailurePolicy.RetryThenStop, false)]
    [InlineData(FailurePolicy.RetryThenStop, true)]
    public void HoldsItsPromisesUnderAnyOrderOfEvents(FailurePolicy onFailure, bool sealFirst)
    {
        int rewinds = 0;
        for (int seed = 0; seed < 1500; seed++)
        {
            var random = new Random(seed);
            var policy = new BatchPolicy(onFailure, MaxAttempts: random.Next(1, 4), sealFirst, TimeSpan.FromSeconds(random.Next(2) * random.Next(1, 12)), LooksBack: random.Next(2) == 0, PlansChangeState: random.Next(4) == 0, SealFirstOfLife: random.Next(2) == 0);
            var world = new DeciderWorld(random, policy, failureRate: random.Next(3) * 0.1);
            try
            {
                int ticks = random.Next(random.Next(10) == 0 ? 150 : 25);
                double tickRate = random.NextDouble();
                while (!world.HasFinished && (ticks > 0 || !world.IsIdle))
                {
                    if (ticks > 0 && (world.IsIdle || random.NextDouble() < tickRate))
                    {
                        ticks--;
                        world.Tick();
                    }
                    else
                    {
                        world.Step();
                    }
                }

                DrainAndCheck(world, random);
                rewinds += world.Rewinds;
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
            }
        }

        Assert.InRange(rewinds, 100, int.MaxValue);
    }

    private static void DrainAndCheck(DeciderWorld world, Random random)
    {
        if (world.HasFinished)
        {
            Assert.NotNull(world.FinishError);
            return;
        }

        Assert.All(world.Batches, batch => Assert.True(batch.IsReleased || !world.IsDue(batch.Time), $"{batch.Time} was left behind."));
        if (random.Next(2) == 0)
        {
            world.Tick();
        }

        world.Drain();
        while (!world.HasFinished)
        {
            Assert.False(world.IsIdle, "Nothing goes on and the end does not come.");
            world.Step();
        }

        if (world.FinishError is null)
        {
            Assert.Empty(world.Durable.Prepared);
            Assert.Empty(world.Durable.Open);
        }
    }

    [Fact]
    public void RunningWaitsForTheStoreAtTheBound()
    {
        var decider = new BatchDecider(DeciderWorld.FirstHead, new BatchPolicy(FailurePolicy.ReportAndContinue, 4, SealFirst: false));
        int runs = 0;
        for (int i = 1; i <= BatchPolicy.MaxUncommitted + 5; i++)
        {
            BatchTime time = DeciderWorld.FirstHead.Zero + TimeSpan.FromSeconds(i);
            decider.On(new Fact.Ticked(time));
            decider.On(new Fact.Sealed(new SealedBatch(time, [])));
            if (decider.On(new Fact.Planned(time, 1)).OfType<Decision.Run>().Any())
            {
                runs++;
                decider.On(new Fact.Ended(time, [], null));
            }
        }

        Assert.Equal(BatchPolicy.MaxUncommitted, runs);
    }

    [Fact]
    public void BatchesThatAnEarlierLifeSealedArePlannedOneAfterTheOther()
    {
        BatchTime two = One + TimeSpan.FromSeconds(1);
        Head claimed = DeciderWorld.FirstHead with { Open = [new OpenBatch(new SealedBatch(One, []), 1), new OpenBatch(new SealedBatch(two, []), 0)] };
        var decider = new BatchDecider(claimed, new BatchPolicy(FailurePolicy.RetryThenStop, 4, SealFirst: false));

        Assert.Equal([(One, 2)], Planned(decider.Resume()));
        Assert.Equal([(two, 1)], Planned(decider.On(new Fact.Planned(One, 1))));

        static IEnumerable<(BatchTime, int)> Planned(IEnumerable<Decision> decisions) =>
            decisions.OfType<Decision.PlanBatch>().Select(plan => (plan.Seal.Time, plan.Attempt));
    }

    [Fact]
    public void BatchesWithNothingToRunDoNotHoldUpAnEarlierOne()
    {
        var decider = new BatchDecider(DeciderWorld.FirstHead, new BatchPolicy(FailurePolicy.ReportAndContinue, 4, SealFirst: false));
        for (int i = 1; i <= BatchPolicy.MaxUncommitted + 5; i++)
        {
            BatchTime time = DeciderWorld.FirstHead.Zero + TimeSpan.FromSeconds(i);
            decider.On(new Fact.Ticked(time));
            decider.On(new Fact.Sealed(new SealedBatch(time, [])));
            decider.On(new Fact.Planned(time, i <= 2 ? 1 : 0));
        }

        IReadOnlyList<Decision> decisions = decider.On(new Fact.Ended(DeciderWorld.FirstHead.Zero + TimeSpan.FromSeconds(1), [], null));

        Assert.Contains(new Decision.Run(DeciderWorld.FirstHead.Zero + TimeSpan.FromSeconds(2)), decisions);
    }

    [Fact]
    public void OneHeadCommitsAllThatHaveRunMeanwhile()
    {
        var decider = new BatchDecider(DeciderWorld.FirstHead, new BatchPolicy(FailurePolicy.ReportAndContinue, 4, SealFirst: false));
        Head first = Complete(decider, 1).Head;
        Assert.Equal(One, first.Committed);
        Complete(decider, 2, expectHead: false);
        Complete(decider, 3, expectHead: false);
        Decision.WriteHead second = Assert.Single(decider.On(new Fact.HeadWritten(first)).OfType<Decision.WriteHead>());
        Assert.Equal(One + TimeSpan.FromSeconds(2), second.Head.Committed);
    }

    [Fact]
    public void AHeadIsWrittenWhenABatchTimeReachesTheCommitInterval()
    {
        var decider = new BatchDecider(
            DeciderWorld.FirstHead, new BatchPolicy(FailurePolicy.ReportAndContinue, 4, SealFirst: false, TimeSpan.FromSeconds(10)));
        for (int commit = 1; commit <= 3; commit++)
        {
            for (int batch = 1; batch < 10; batch++)
            {
                Complete(decider, ((commit - 1) * 10) + batch, expectHead: false);
            }

            Head head = Complete(decider, commit * 10).Head;
            Assert.Equal(DeciderWorld.FirstHead.Zero + TimeSpan.FromSeconds(commit * 10), head.Committed);
            decider.On(new Fact.HeadWritten(head));
        }

        Complete(decider, 31, expectHead: false);
        Assert.Single(decider.On(new Fact.Draining()).OfType<Decision.WriteHead>());
    }

    [Fact]
    public void NothingThatHasRunIsHeldBackByABatchThatFailed()
    {
        var decider = new BatchDecider(
            DeciderWorld.FirstHead, new BatchPolicy(FailurePolicy.RetryThenStop, 4, SealFirst: false, TimeSpan.FromSeconds(10)));
        Complete(decider, 1, expectHead: false);
        BatchTime two = One + TimeSpan.FromSeconds(1);
        decider.On(new Fact.Ticked(two));
        decider.On(new Fact.Sealed(new SealedBatch(two, [])));
        decider.On(new Fact.Planned(two, 1));
        IReadOnlyList<Decision> decisions = decider.On(new Fact.Ended(two, [], new InvalidOperationException()));
        Assert.Equal(One, Assert.Single(decisions.OfType<Decision.WriteHead>()).Head.Committed);
    }

    [Fact]
    public void SealsThatRunningWaitsForAreNotHeldBackByTheCommitInterval()
    {
        var decider = new BatchDecider(
            DeciderWorld.FirstHead, new BatchPolicy(FailurePolicy.RetryThenStop, 4, SealFirst: true, TimeSpan.FromSeconds(10)));
        decider.On(new Fact.Ticked(One));
        decider.On(new Fact.Sealed(new SealedBatch(One, [])));
        Decision.WriteHead head = Assert.IsType<Decision.WriteHead>(Assert.Single(decider.On(new Fact.Planned(One, 1))));
        Assert.Equal([new Decision.Run(One)], decider.On(new Fact.HeadWritten(head.Head)));
    }

    [Fact]
    public void BatchTimesThatWereMissedAreSealedInOrderAndNotAllAtOnce()
    {
        const int Missed = 1000;
        var decider = new BatchDecider(DeciderWorld.FirstHead, new BatchPolicy(FailurePolicy.ReportAndContinue, 4, SealFirst: false));
        var sealing = new Queue<Decision>(decider.On(new Fact.Ticked(DeciderWorld.FirstHead.Zero + TimeSpan.FromSeconds(Missed))));
        Assert.Equal(Missed, decider.OpenBatches);
        var seals = new List<BatchTime>();
        while (sealing.TryDequeue(out Decision? decision))
        {
            switch (decision)
            {
                case Decision.SealBatch(var time):
                    seals.Add(time);
                    decider.On(new Fact.Sealed(new SealedBatch(time, [])));
                    foreach (Decision next in decider.On(new Fact.Planned(time, 1)).OfType<Decision.SealBatch>())
                    {
                        sealing.Enqueue(next);
                    }

                    break;
            }
        }

        // The first of them runs and does not end.
        Assert.Equal(Enumerable.Range(1, BatchPolicy.MaxSealedAhead).Select(i => DeciderWorld.FirstHead.Zero + TimeSpan.FromSeconds(i)), seals);
        Assert.Equal(Missed, decider.OpenBatches);
        Assert.Contains(
            new Decision.SealBatch(seals[^1] + TimeSpan.FromSeconds(1)), decider.On(new Fact.Ended(seals[0], [], null)));
    }

    [Fact]
    public void NothingIsDecidedAfterTheHeadIsLost()
    {
        var decider = new BatchDecider(DeciderWorld.FirstHead, new BatchPolicy(FailurePolicy.ReportAndContinue, 4, SealFirst: false));
        Complete(decider, 1);
        var lost = new JobFencedException();
        Decision.Finish finish = Assert.IsType<Decision.Finish>(Assert.Single(decider.On(new Fact.HeadLost(lost))));
        Assert.Same(lost, finish.Error);
        Assert.True(decider.IsFinished);
        Assert.Empty(decider.On(new Fact.Ticked(One + TimeSpan.FromSeconds(9))));
    }

    [Fact]
    public void UnderRetryTheLastAttemptsErrorEndsTheJob()
    {
        var decider = new BatchDecider(DeciderWorld.FirstHead, new BatchPolicy(FailurePolicy.RetryThenStop, 2, SealFirst: false));
        var seal = new SealedBatch(One, []);
        decider.On(new Fact.Ticked(One));
        Assert.Equal([new Decision.PlanBatch(seal, 1)], decider.On(new Fact.Sealed(seal)));
        decider.On(new Fact.Planned(One, 1));
        Assert.Equal([new Decision.Wait(One)], decider.On(new Fact.Ended(One, [], new InvalidOperationException("first"))));
        Assert.Equal([new Decision.PlanBatch(seal, 2)], decider.On(new Fact.RetryDue(One)));
        Assert.Equal([new Decision.Run(One)], decider.On(new Fact.Planned(One, 1)));
        var last = new InvalidOperationException("second");
        Assert.Equal([new Decision.Finish(last)], decider.On(new Fact.Ended(One, [], last)));
    }

    [Fact]
    public void AFailedSealIsTriedAgainBeforeLaterBatchesAreSealed()
    {
        var decider = new BatchDecider(DeciderWorld.FirstHead, new BatchPolicy(FailurePolicy.RetryThenStop, 2, SealFirst: false));
        Assert.Equal([new Decision.SealBatch(One)], decider.On(new Fact.Ticked(One)));
        Assert.Empty(decider.On(new Fact.Ticked(One + TimeSpan.FromSeconds(1))));
        Assert.Equal([new Decision.Wait(One)], decider.On(new Fact.SealFailed(One, new InvalidOperationException())));
        Assert.Equal([new Decision.SealBatch(One)], decider.On(new Fact.RetryDue(One)));
    }

    private static Decision.WriteHead Complete(BatchDecider decider, int number, bool expectHead = true)
    {
        BatchTime time = DeciderWorld.FirstHead.Zero + TimeSpan.FromSeconds(number);
        decider.On(new Fact.Ticked(time));
        decider.On(new Fact.Sealed(new SealedBatch(time, [])));
        decider.On(new Fact.Planned(time, 1));
        IReadOnlyList<Decision> decisions = decider.On(new Fact.Ended(time, [], null));
        Assert.Equal(expectHead, decisions.OfType<Decision.WriteHead>().Any());
        return decisions.OfType<Decision.WriteHead>().FirstOrDefault()!;
    }
}
