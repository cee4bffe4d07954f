using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Batches;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A job that continues from its checkpoint does what it would have done without the interruption.</summary>
public class RecoveryTests
{
    private readonly RecoveringJob _job = new();
    private readonly List<int> _log = [];

    [Fact]
    public async Task EveryRecordComesOnceAndBatchTimesGoOnAfterEveryStop()
    {
        var batches = new List<CollectedBatch<int>>();
        for (int life = 0; life < 8; life++)
        {
            LogSource? source = null;
            await using StreamingTestHarness harness = _job.NewLife(ssc => (source = new LogSource(ssc, _log)).CollectTo("out"));
            _log.Add(_log.Count);
            await harness.StartAsync();
            Assert.Equal(life == 0 ? [] : [batches[^1].Time], source!.Restored);
            _log.Add(_log.Count);
            await harness.AdvanceAsync(1 + (life % 3));
            if (life % 2 == 0)
            {
                await harness.StopAsync();
            }

            batches.AddRange(RecoveringJob.BatchesAfter(batches.Count == 0 ? default : batches[^1].Time, harness));
            await harness.DisposeAsync();
            _job.Pass(life % 2);
        }

        Assert.Equal(_log, batches.SelectMany(batch => batch.Records));
        Assert.Equal(batches.Select((_, i) => batches[0].Time + TimeSpan.FromSeconds(i)), batches.Select(batch => batch.Time));
    }

    [Fact]
    public async Task ASealedBatchRunsAgainOverTheSameInput()
    {
        _log.AddRange([1, 2]);
        var seen = new List<(int Life, BatchTime Time, int Sum)>();
        await using (StreamingTestHarness first = _job.NewLife(ssc => Define(ssc, 1, fails: true), options => options.MaxBatchAttempts = 1))
        {
            first.ExpectsFailure = true;
            await first.StartAsync();
            await first.AdvanceAsync();
            Assert.IsType<InjectedFaultException>(first.Context.Failure!.InnerException);
        }

        // What comes now belongs to later batches, however often the sealed one has to run.
        Assert.Single((await _job.HeadAsync()).Open);
        _log.Add(10);
        await using StreamingTestHarness second = _job.NewLife(ssc => Define(ssc, 2, fails: false));
        await second.StartAsync();
        _log.Add(100);
        await second.AdvanceAsync();
        Assert.Equal([(1, 3), (2, 3), (2, 110)], seen.Select(one => (one.Life, one.Sum)));
        Assert.Equal(seen[0].Time, seen[1].Time);
        Assert.Equal(seen[1].Time + TimeSpan.FromSeconds(1), seen[2].Time);

        void Define(StreamingContext ssc, int life, bool fails) => new LogSource(ssc, _log).ForeachRdd(async (rdd, time, cancellation) =>
        {
            seen.Add((life, time, (await rdd.CollectAsync(cancellation)).Sum()));
            if (fails)
            {
                throw new InjectedFaultException();
            }
        });
    }

    [Fact]
    public async Task EveryMissedBatchTimeIsRunInOrderHoweverMany()
    {
        const int Missed = 3000;
        await using (StreamingTestHarness first = _job.NewLife(Define))
        {
            await first.StartAsync();
            await first.AdvanceAsync();
        }

        BatchTime last = _job.Now;
        _job.Pass(Missed);
        _log.Add(7);
        await using StreamingTestHarness second = _job.NewLife(Define);
        await second.StartAsync();
        CollectedBatch<int>[] batches = RecoveringJob.BatchesAfter(last, second);
        Assert.Equal(Enumerable.Range(1, Missed).Select(i => last + TimeSpan.FromSeconds(i)), batches.Select(batch => batch.Time));
        Assert.Equal([7], batches[0].Records);
        await second.AdvanceAsync();
        Assert.Equal(Missed + 1, RecoveringJob.BatchesAfter(last, second).Length);

        void Define(StreamingContext ssc) => new LogSource(ssc, _log).CollectTo("out");
    }

    [Fact]
    public async Task WhatWasCommittedAndNotPublishedIsPublishedFirst()
    {
        var store = new FaultyCheckpointStore(_job.Store);
        await using (StreamingTestHarness first = _job.NewLife(Define, options => options.CheckpointStore = store))
        {
            first.ExpectsFailure = true;
            await first.StartAsync();
            await first.AdvanceAsync();
            _log.Add(1);

            // The commit takes effect; that it did is never learnt.
            (int swaps, int reads) = (store.Calls(StoreOperation.CompareAndSwapHead), store.Calls(StoreOperation.ReadHead));
            for (int call = 1; call < 10; call++)
            {
                store.FailAfterEffectAt(StoreOperation.CompareAndSwapHead, swaps + call);
                store.FailAt(StoreOperation.ReadHead, reads + call);
            }

            await first.AdvanceAsync();
            Assert.Empty(first.Output<int>("out").Records);
            Assert.IsType<CheckpointUnavailableException>(first.Context.Failure);
        }

        Assert.Single((await _job.HeadAsync()).Prepared);
        await using StreamingTestHarness second = _job.NewLife(Define);
        await second.StartAsync();
        Assert.Equal([1], second.Output<int>("out").Records);
        Assert.Single(second.Output<int>("out").Batches, batch => batch.Records.Count > 0);

        void Define(StreamingContext ssc) => new LogSource(ssc, _log).CollectTo("out");
    }

    [Fact]
    public async Task ADurableCheckpointMakesAFailedBatchRunAgain()
    {
        int tries = 0;
        _log.Add(5);
        await using StreamingTestHarness harness = _job.NewLife(ssc => new LogSource(ssc, _log)
            .Map(value => Interlocked.Increment(ref tries) > 5 ? value : throw new InjectedFaultException()).CollectTo("out"));
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Equal([5], harness.Output<int>("out").Records);
        Assert.Equal(2, harness.Output<int>("out").Last.Attempt);
    }

    [Fact]
    public async Task AnotherBatchIntervalIsRefusedAndTheRunningJobGoesOn()
    {
        await using StreamingTestHarness running = _job.NewLife(ssc => new LogSource(ssc, _log).CollectTo("out"));
        await running.StartAsync();
        await running.AdvanceAsync();
        var other = new RecoveringJob { Store = _job.Store, Interval = TimeSpan.FromSeconds(2) };
        await using StreamingTestHarness refused = other.NewLife(ssc => new LogSource(ssc, _log).CollectTo("out"));
        var error = await Assert.ThrowsAsync<CheckpointMismatchException>(() => refused.StartAsync());
        Assert.Contains("batch interval of 1000 ms and the job now has one of 2000 ms", error.Message, StringComparison.Ordinal);
        await running.AdvanceAsync();
        Assert.Equal(2, running.Output<int>("out").Batches.Count);
    }

    [Fact]
    public async Task AnotherNumberOfKeyGroupsIsRefused()
    {
        await using (StreamingTestHarness first = _job.NewLife(ssc => new LogSource(ssc, _log).CollectTo("out")))
        {
            await first.StartAsync();
        }

        await using StreamingTestHarness refused = _job.NewLife(ssc => new LogSource(ssc, _log).CollectTo("out"), options => options.KeyGroups = 7);
        var error = await Assert.ThrowsAsync<CheckpointMismatchException>(() => refused.StartAsync());
        Assert.Contains("1024 key groups and the job now has 7", error.Message, StringComparison.Ordinal);
        Assert.Contains("StreamingContextOptions.KeyGroups", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnOutputThatHasSomethingToPublishMayNotGo()
    {
        Head head = DeciderHead() with { Prepared = [new PreparedOutput(new BatchTime(1000), "CollectTo-2", new byte[] { 1 })] };
        await _job.Store.CompareAndSwapHeadAsync(null, HeadFormat.Encode(head), default);
        await using StreamingTestHarness refused = _job.NewLife(ssc => new LogSource(ssc, _log).CollectTo("out"));
        var error = await Assert.ThrowsAsync<CheckpointMismatchException>(() => refused.StartAsync());
        Assert.Contains("no longer has an output operation of that name", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SourcesMayComeAndGo()
    {
        _log.Add(1);
        await using (StreamingTestHarness first = _job.NewLife(ssc => new LogSource(ssc, _log).CollectTo("out")))
        {
            await first.StartAsync();
            await first.AdvanceAsync();
        }

        await using StreamingTestHarness second = _job.NewLife(ssc =>
        {
            new LogSource(ssc, _log).CollectTo("out");
            new LogSource(ssc, _log).Named("added").CollectTo("more");
        });
        _log.Add(2);
        BatchTime last = _job.Now;
        await second.StartAsync();
        await second.AdvanceAsync();
        Assert.Equal([2], Assert.Single(RecoveringJob.BatchesAfter(last, second)).Records);
        Assert.Equal([1, 2], second.Output<int>("more").Records);
        Assert.Equal(["Log-1", "added"], (await _job.HeadAsync()).Remembered.Select(one => one.Seal.Source));
    }

    [Fact]
    public async Task WhatAReceiverHadInMemoryIsLostAndTheLogSaysSo()
    {
        var queue = new Queue<Rdd<int>>();
        await using (StreamingTestHarness first = _job.NewLife(ssc => Define(ssc, fails: true), options => options.MaxBatchAttempts = 1))
        {
            first.ExpectsFailure = true;
            queue.Enqueue(first.Context.MakeRdd([1, 2]));
            await first.StartAsync();
            await first.AdvanceAsync();
        }

        await using StreamingTestHarness second = _job.NewLife(ssc => Define(ssc, fails: false));
        queue.Enqueue(second.Context.MakeRdd([3]));
        await second.StartAsync();
        await second.AdvanceAsync();
        Assert.Equal([3], second.Output<int>("seen").Records);
        Assert.Equal(2, second.Output<int>("seen").Batches.Count);
        Assert.Single(_job.Log.Messages(), message => message.Contains("QueueStream-1", StringComparison.Ordinal) && message.Contains("is lost", StringComparison.Ordinal));

        void Define(StreamingContext ssc, bool fails) => ssc.QueueStream(queue).ForeachRdd(async (rdd, time, cancellation) =>
        {
            int[] records = [.. await rdd.CollectAsync(cancellation)];
            if (fails)
            {
                throw new InjectedFaultException();
            }

            ((OutputCollector)ssc.Services.GetService(typeof(OutputCollector))!).Output<int>("seen").Add(time, [records]);
        });
    }

    private static Head DeciderHead() => DeciderWorld.FirstHead with { Owner = Guid.NewGuid() };
}
