using System.Net.Sockets;
using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Sources;
using OrleansStream.Encoding;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>What a receiver has stored outlives the process and counts once.</summary>
public sealed class ReceiverLogTests
{
    private readonly InMemoryCheckpointStore _store = new();
    private readonly PushedInput _input;

    public ReceiverLogTests() => _input = new PushedInput(new RecoveringJob { Store = _store });

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task WhatIsAcknowledgedComesOnceHoweverTheLivesEnd(int seed)
    {
        var random = new Random(seed);
        for (int life = 0; life < 40; life++)
        {
            _input.Fails = life < 39 && random.Next(4) == 0;
            _input.SealsFirst = random.Next(2) == 0;
            long? limit = random.Next(3) == 0 ? 0 : null;
            await using StreamingTestHarness harness = _input.NewLife(options =>
            {
                options.MemoryLimit = limit;
                options.MaxRecordsPerBatch = random.Next(2) == 0 ? 10 : null;
            });
            await harness.StartAsync();
            for (int step = random.Next(4); step >= 0 && harness.Context.State == StreamingContextState.Active; step--)
            {
                for (int block = random.Next(4); block > 0; block--)
                {
                    await (random.Next(2) == 0 ? _input.StoreAsync(1 + random.Next(5)) : _input.StoreEncodedAsync(1 + random.Next(5)));
                }

                await harness.AdvanceAsync(random.Next(2));
            }

            if (life == 39 || random.Next(3) == 0)
            {
                await harness.StopAsync();
            }

            _input.Look(harness);
            await harness.DisposeAsync();
            _input.Job.Pass(random.Next(2));
        }

        Assert.NotEmpty(_input.Acknowledged);
        Assert.Equal(_input.Acknowledged, _input.Processed);
        Assert.Equal(_input.Batches.Select((_, i) => _input.Batches[0].Time + TimeSpan.FromSeconds(i)), _input.Batches.Select(batch => batch.Time));
    }

    [Fact]
    public async Task ASealedBatchRunsAgainOverTheSameBlocksAndTheRestGoesIntoTheNext()
    {
        _input.Fails = true;
        _input.SealsFirst = true;
        BatchTime failed;
        await using (StreamingTestHarness first = _input.NewLife())
        {
            await first.StartAsync();
            await _input.StoreAsync(3);
            await first.AdvanceAsync();
            failed = _input.Job.Now;
        }

        Assert.Single((await _input.Job.HeadAsync()).Open);

        _input.Fails = false;
        await using StreamingTestHarness second = _input.NewLife();
        await second.StartAsync();
        await _input.StoreAsync(2);
        await second.AdvanceAsync();
        _input.Look(second);
        Assert.Equal([[0, 1, 2], [3, 4]], _input.Batches.Select(batch => batch.Records));
        Assert.Equal(failed, _input.Batches[0].Time);
    }

    [Fact]
    public async Task TheLastPositionIsKnownToEveryLaterLifeHoweverMuchOfTheLogIsGone()
    {
        byte[] known = [];
        for (int life = 0; life < 8; life++)
        {
            await using StreamingTestHarness harness = _input.NewLife();
            await harness.StartAsync();
            Assert.Equal(known, _input.Receiver.Position.ToArray());
            if (life % 4 == 0)
            {
                known = [(byte)life, 1];
                await _input.Receiver.StoreAsync([life], "with a position", known);
                await _input.StoreAsync(1);
                Assert.Equal(known, _input.Receiver.Position.ToArray());
            }

            await harness.AdvanceAsync(life % 3);
            if (life % 2 == 0)
            {
                await harness.StopAsync();
            }
        }
    }

    [Fact]
    public async Task WhatIsStoredBeforeTheFirstCommitIsNotLost()
    {
        await using (StreamingTestHarness first = _input.NewLife())
        {
            await first.StartAsync();
            await _input.StoreAsync(3);
        }

        await using (StreamingTestHarness second = _input.NewLife())
        {
            await second.StartAsync();
            await _input.StoreAsync(1);
        }

        await using StreamingTestHarness third = _input.NewLife();
        await third.StartAsync();
        await third.AdvanceAsync();
        Assert.Equal([0, 1, 2, 3], third.Output<int>("out").Records);
    }

    [Fact]
    public async Task SingleRecordsAreInTheLogOnceTheirBlockIsCut()
    {
        await using (StreamingTestHarness first = _input.NewLife(options => options.BlockInterval = TimeSpan.FromMilliseconds(100)))
        {
            await first.StartAsync();
            Assert.True(_input.Receiver.Store(5));
            await first.AdvanceAsync(TimeSpan.FromMilliseconds(150));
            Assert.True(_input.Receiver.Store(6));
        }

        await using StreamingTestHarness second = _input.NewLife();
        await second.StartAsync();
        await second.AdvanceAsync();
        Assert.Equal([5], second.Output<int>("out").Records);
    }

    [Fact]
    public async Task ACoordinatorThatWasReplacedAcknowledgesNothingMore()
    {
        await using StreamingTestHarness former = _input.NewLife();
        await former.StartAsync();
        await _input.StoreAsync(1);
        PushedInput.PushReceiver replaced = _input.Receiver;
        await using StreamingTestHarness latter = _input.NewLife();
        await latter.StartAsync();
        var error = await Assert.ThrowsAsync<JobFencedException>(async () => await replaced.StoreAsync([99]));
        Assert.Contains("life 1.0 of it may not store what ReceiverStream-1 receives", error.Message, StringComparison.Ordinal);
        await _input.StoreAsync(1);
        await latter.AdvanceAsync();
        Assert.Equal([0, 1], latter.Output<int>("out").Records);
    }

    [Fact]
    public async Task LinesFromASocketOutliveTheProcess()
    {
        using var server = new LineServer();
        var job = new RecoveringJob { Store = _store, Interval = TimeSpan.FromDays(1) };
        await using (StreamingTestHarness first = job.NewLife(ssc => ssc.SocketTextStream("127.0.0.1", server.Port).CollectTo("out")))
        {
            await first.StartAsync();
            using Socket client = await server.AcceptAsync();
            await client.SendAsync("one\ntwo\r\n"u8.ToArray());
            while ((await _input.LoggedAsync()).Length < 2)
            {
                // Blocks are cut by the clock, and no batch time comes meanwhile.
                await first.AdvanceAsync(TimeSpan.FromMilliseconds(1));
            }
        }

        await using StreamingTestHarness second = job.NewLife(ssc => ssc.SocketTextStream("127.0.0.1", server.Port).CollectTo("out"));
        await second.StartAsync();
        await second.AdvanceAsync();
        Assert.Equal(["one", "two"], second.Output<string>("out").Records);
    }

    [Fact]
    public async Task BlocksThatComeTogetherAreWrittenTogether()
    {
        var faulty = new FaultyCheckpointStore(_store);
        StoreHold hold = faulty.HoldAt(StoreOperation.CreateOnce, 2);
        await using StreamingTestHarness harness = _input.NewLife(options => options.CheckpointStore = faulty);
        await harness.StartAsync();
        Task[] stores = [.. Enumerable.Range(0, 50).Select(i => _input.Receiver.StoreAsync([i]).AsTask())];
        await hold.Reached.Within();
        Assert.DoesNotContain(stores, store => store.IsCompleted);
        hold.Release();
        await Task.WhenAll(stores).Within();
        Assert.Equal(3, faulty.Calls(StoreOperation.CreateOnce));
        await harness.AdvanceAsync();
        Assert.Equal(Enumerable.Range(0, 50), harness.Output<int>("out").Records);
    }

    [Fact]
    public async Task WithoutTheLogWhatWasSealedIsLostAndSwitchingItOnLosesNothingMore()
    {
        _input.Fails = true;
        _input.SealsFirst = true;
        await using (StreamingTestHarness first = _input.NewLife(options => options.ReceiverWriteAheadLog = false))
        {
            await first.StartAsync();
            await _input.StoreAsync(3);
            await first.AdvanceAsync();
            Assert.Empty(await _input.LoggedAsync());
        }

        _input.Fails = false;
        await using (StreamingTestHarness second = _input.NewLife())
        {
            await second.StartAsync();
            await second.AdvanceAsync(0);
            _input.Look(second);
            Assert.Empty(_input.Processed);
            Assert.Contains(_input.Job.Log.Messages(), message => message.Contains("is lost", StringComparison.Ordinal));
            await _input.StoreAsync(2);
        }

        await using StreamingTestHarness third = _input.NewLife();
        await third.StartAsync();
        await third.AdvanceAsync();
        Assert.Equal([3, 4], third.Output<int>("out").Records);
    }

    [Fact]
    public async Task SwitchingTheLogOffStillReadsWhatItHas()
    {
        await using (StreamingTestHarness first = _input.NewLife())
        {
            await first.StartAsync();
            await _input.StoreAsync(2);
        }

        await using (StreamingTestHarness second = _input.NewLife(options => options.ReceiverWriteAheadLog = false))
        {
            await second.StartAsync();
            await _input.StoreAsync(1);
            await second.AdvanceAsync(2);
            _input.Look(second);
            Assert.Equal([0, 1, 2], _input.Processed);
        }

        await using StreamingTestHarness third = _input.NewLife();
        await third.StartAsync();
        await _input.StoreAsync(1);
        await third.AdvanceAsync(1);
        _input.Look(third);
        Assert.Equal([0, 1, 2, 3], _input.Processed);
    }

    [Fact]
    public async Task RecordsWrittenBeforeTheirTypeGainedAMemberAreRead()
    {
        var job = new RecoveringJob { Store = _store };
        await using (StreamingTestHarness first = job.NewLife(Define<Order>(out var orders)))
        {
            await first.StartAsync();
            await orders.StoreAsync([new Order("a", 1)]);
        }

        await using (StreamingTestHarness refused = job.NewLife(Define<int>(out _)))
        {
            var error = await Assert.ThrowsAsync<CheckpointMismatchException>(() => refused.StartAsync());
            Assert.Contains("write-ahead log of ReceiverStream-1", error.Message, StringComparison.Ordinal);
            Assert.Contains("Run the job once more as it was", error.Message, StringComparison.Ordinal);
        }

        await using StreamingTestHarness second = job.NewLife(Define<LaterOrder>(out _));
        await second.StartAsync();
        await second.AdvanceAsync();
        Assert.Equal([new LaterOrder("a", 1)], second.Output<LaterOrder>("out").Records);

        static Action<StreamingContext> Define<T>(out AnyReceiver<T> receiver)
        {
            var made = receiver = new AnyReceiver<T>();
            return ssc => ssc.ReceiverStream(made).CollectTo("out");
        }
    }

    [Fact]
    public async Task ATypeThatCannotBeWrittenIsRefusedBeforeTheJobIsTakenOver()
    {
        var job = new RecoveringJob { Store = _store };
        await using StreamingTestHarness running = job.NewLife(ssc => ssc.ReceiverStream(new AnyReceiver<int>()).CollectTo("out"));
        await running.StartAsync();
        await using (StreamingTestHarness refused = job.NewLife(ssc => ssc.ReceiverStream(new AnyReceiver<object>()).Map(_ => 1).CollectTo("out")))
        {
            var error = await Assert.ThrowsAsync<UnsupportedTypeException>(() => refused.StartAsync());
            Assert.Contains("What ReceiverStream-1 receives cannot be written to its write-ahead log: object", error.Message, StringComparison.Ordinal);
            Assert.Contains("WriteAheadLog(false)", error.Message, StringComparison.Ordinal);
        }

        await running.AdvanceAsync();
        await using StreamingTestHarness unlogged = job.NewLife(ssc => ssc.ReceiverStream(new AnyReceiver<object>()).WriteAheadLog(false).Map(_ => 1).CollectTo("out"));
        await unlogged.StartAsync();
    }

    [Fact]
    public async Task TheLogNeedsACheckpointAndAReceiver()
    {
        await using var harness = new StreamingTestHarness();
        InputDStream<int> stream = harness.Context.ReceiverStream(new AnyReceiver<int>());
        stream.CollectTo("out");
        Assert.Same(stream, stream.WriteAheadLog(true));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => harness.StartAsync());
        Assert.Contains("ReceiverStream-1 is to write what it receives to a log, and the context has no checkpoint", error.Message, StringComparison.Ordinal);

        await using var other = new StreamingTestHarness();
        error = Assert.Throws<InvalidOperationException>(() => other.Context.QueueStream(new Queue<Rdd<int>>()).WriteAheadLog(true));
        Assert.Contains("has no receiver", error.Message, StringComparison.Ordinal);
    }

    private sealed record Order(string Customer, int Amount);

    private sealed record LaterOrder(string Customer, int Amount, string Currency = "EUR");
}
