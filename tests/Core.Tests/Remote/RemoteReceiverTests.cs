using OrleansStream.Checkpoints;
using OrleansStream.Core.Tests.Checkpoints;
using OrleansStream.Execution;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Receivers that live in other processes than their coordinator: however often either is lost, each record that was stored is in one
/// batch.</summary>
public class RemoteReceiverTests
{
    private const int Keys = 7;

    [Fact]
    public async Task Batches_hold_what_a_receiver_elsewhere_has_stored()
    {
        var run = new Run(_ => CallFault.None);
        await using Life life = await run.StartAsync();
        Assert.Equal(1, run.Upstream.Connections);

        Assert.True(await run.Upstream.DeliverAsync(10));
        await life.Driver.AdvanceAsync();
        await life.Driver.AdvanceAsync();
        Assert.True(await run.Upstream.DeliverAsync(5));
        Assert.True(await run.Upstream.DeliverAsync(1));
        await life.Driver.AdvanceAsync();

        Assert.Equal([10, 0, 6], life.Driver.Output<long>("raw").Batches.Select(batch => batch.Records.Count));
        run.Verify();
    }

    [Fact]
    public async Task A_receiver_that_is_lost_lives_on_elsewhere()
    {
        var run = new Run(_ => CallFault.None);
        await using Life life = await run.StartAsync();
        await run.Upstream.DeliverAsync(10);
        await life.Driver.AdvanceAsync();
        await run.Upstream.DeliverAsync(10);

        life.Receivers.Forget(0);
        await life.Driver.AdvanceAsync();

        // The new one has taken the log over, and the old one finds that out when it stores.
        Assert.Equal(2, run.Upstream.Connections);
        Assert.False(await run.Upstream.DeliverAsync(10, toFirst: true));
        Assert.True(await run.Upstream.DeliverAsync(10));
        await life.Driver.AdvanceAsync();

        Assert.Equal(30, run.Upstream.Taken);
        run.Verify();
        Assert.Equal(1, run.Upstream.Connections);
    }

    [Fact]
    public async Task A_graceful_stop_processes_all_that_was_stored()
    {
        var run = new Run(_ => CallFault.None);
        await using Life life = await run.StartAsync();
        await run.Upstream.DeliverAsync(10);

        await life.Driver.StopAsync();

        Assert.Equal(0, run.Upstream.Connections);
        run.Verify();
    }

    [Fact]
    public async Task The_next_coordinator_goes_on_with_the_log()
    {
        var run = new Run(_ => CallFault.None);
        await using (Life first = await run.StartAsync())
        {
            await run.Upstream.DeliverAsync(10);
            await first.Driver.AdvanceAsync();
            await run.Upstream.DeliverAsync(10);
        }

        await using Life second = await run.StartAsync();
        await run.Upstream.DeliverAsync(10);
        await second.Driver.AdvanceAsync();
        run.Verify();
    }

    [Fact]
    public async Task Logs_are_trimmed_when_batches_are_over()
    {
        var run = new Run(_ => CallFault.None);
        await using Life life = await run.StartAsync();
        for (int i = 0; i < 20; i++)
        {
            await run.Upstream.DeliverAsync(3);
            await life.Driver.AdvanceAsync();
        }

        Assert.InRange(await run.Store.ListAsync("received/", default).CountAsync(), 1, 6);
    }

    [Fact]
    public async Task A_savepoint_has_what_receivers_elsewhere_have_stored_and_batches_go_on_meanwhile()
    {
        var target = new HeldStore();
        var run = new Run(_ => CallFault.None);
        await using (Life life = await run.StartAsync())
        {
            await run.Upstream.DeliverAsync(5);
            await life.Driver.AdvanceAsync();
            await run.Upstream.DeliverAsync(4);
            await run.Upstream.DeliverAsync(3);
            StreamingContext context = life.Driver.Context;
            BatchTime saved = context.Coordinator!.Committed;
            Task<BatchTime> writing = context.SavepointAsync(target);
            await target.Asked.WaitAsync(life.Driver.Patience);
            for (int i = 0; i < 10; i++)
            {
                await run.Upstream.DeliverAsync(2);
                await life.Driver.AdvanceAsync();
            }

            target.Release();
            Assert.Equal(saved, await writing);
            await life.Driver.AdvanceAsync(2);
            run.Verify();
        }

        Assert.InRange(await run.Store.ListAsync("received/", default).CountAsync(), 1, 6);
        var copy = new Run(_ => CallFault.None) { Time = run.Time, Savepoint = target };
        await using Life other = await copy.StartAsync();
        await other.Driver.AdvanceAsync();

        // What came before the copy was complete is in it too; nothing else is.
        long[] records = [.. other.Driver.Output<long>("raw").Records];
        Assert.Equal(Enumerable.Range(5, records.Length).Select(i => (long)i), records);
        Assert.InRange(records.Length, 7, 27);
    }

    [Fact]
    public async Task Without_its_log_a_receiver_is_refused_on_a_cluster()
    {
        var run = new Run(_ => CallFault.None) { IsLogged = false };

        var error = await Assert.ThrowsAsync<NotSupportedException>(run.StartAsync);

        Assert.Contains("in cannot run on a cluster: its receiver keeps blocks in the memory of one process. Let it have its write-ahead log", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public Task Nothing_is_lost_or_read_twice() => DisturbAsync(firstSeed: 0, seeds: 30);

    [Fact]
    [Trait("Tier", "Long")]
    public Task Nothing_is_lost_or_read_twice_in_many_runs() => DisturbAsync(firstSeed: 1000, seeds: 600);

    private static async Task DisturbAsync(int firstSeed, int seeds)
    {
        for (int seed = firstSeed; seed < firstSeed + seeds; seed++)
        {
            try
            {
                await DisturbAsync(seed);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: {error.Message}", error);
            }
        }
    }

    private static async Task DisturbAsync(int seed)
    {
        var random = new Random(seed);
        var faults = new Random(seed);
        bool loses = seed % 2 == 1;
        var run = new Run(_ => loses ? Fault(faults) : CallFault.None);
        Life life = await run.StartAsync();
        try
        {
            for (int step = 0; step < 40; step++)
            {
                switch (random.Next(8))
                {
                    case < 3:
                        await run.Upstream.DeliverAsync(random.Next(1, 20), toFirst: random.Next(4) == 0);
                        break;
                    case < 6:
                        await life.Driver.AdvanceAsync(random.Next(1, 3));
                        break;
                    case 6:
                        life.Receivers.Forget(0);
                        break;
                    default:
                        await life.DisposeAsync();
                        life = await run.StartAsync();
                        break;
                }
            }

            // The first batch after a loss starts the receiver again.
            await life.Driver.AdvanceAsync(2);
            Assert.True(await run.Upstream.DeliverAsync(5));
            await life.Driver.AdvanceAsync(2);
            run.Verify();
        }
        finally
        {
            await life.DisposeAsync();
        }
    }

    private static CallFault Fault(Random random)
    {
        lock (random)
        {
            return random.Next(30) switch { 0 => CallFault.LostBefore, 1 => CallFault.LostAfter, _ => CallFault.None };
        }
    }

    /// <summary>A job through all of its lives.</summary>
    private sealed class Run(Func<int, CallFault> fault)
    {
        private readonly OutputCollector _outputs = new();

        public Upstream Upstream { get; } = new();

        public InMemoryCheckpointStore Store { get; } = new();

        public VirtualTime Time { get; init; } = new();

        public ICheckpointStore? Savepoint { get; init; }

        public bool IsLogged { get; init; } = true;

        public async Task<Life> StartAsync()
        {
            StreamingContextOptions options = Options();
            var receivers = new InProcessReceivers(options.Encoding, fault, () => Define(new StreamingContext(TimeSpan.FromSeconds(1), Options())));
            var transport = new InProcessTransport(options.Encoding, fault);
            options.Dispatcher = context => new RemoteStageDispatcher(context, transport);
            var life = new Life(new StreamingTestHarness(TimeSpan.FromSeconds(1), options) { Outputs = _outputs }, receivers, transport);
            try
            {
                Define(life.Driver.Context).Graph.ThrowIfBoundToProcess();
                life.Driver.Context.Runtime.Receivers = receivers;
                for (int i = 0; i < 2; i++)
                {
                    StreamingContext machine = Define(new StreamingContext(TimeSpan.FromSeconds(1), Options()));
                    machine.Runtime.Receivers = receivers;
                    life.Machines.Add(machine);
                    transport.Hosts.Add(new PartitionHost(machine, transport));
                }

                // A start that fails is tried again by whoever keeps jobs running.
                await life.Driver.StartAsync();
                return life;
            }
            catch (TimeoutException)
            {
                await life.DisposeAsync();
                return await StartAsync();
            }
            catch
            {
                await life.DisposeAsync();
                throw;
            }
        }

        /// <summary>Every record is in one batch, and in the batch's sums.</summary>
        public void Verify()
        {
            IReadOnlyList<CollectedBatch<long>> raw = _outputs.Output<long>("raw").Batches;
            Assert.Equal(Enumerable.Range(0, (int)Upstream.Taken).Select(i => (long)i), raw.SelectMany(batch => batch.Records));
            IReadOnlyList<CollectedBatch<(long, long)>> sums = _outputs.Output<(long, long)>("sums").Batches;
            Assert.Equal(raw.Select(batch => batch.Time), sums.Select(batch => batch.Time));
            Assert.All(raw.Zip(sums), both => Assert.Equal(
                both.First.Records.GroupBy(record => record % Keys).Select(group => (group.Key, group.Sum())).Order(), both.Second.Records.Order()));
        }

        private StreamingContext Define(StreamingContext ssc)
        {
            InputDStream<long> records = ssc.ReceiverStream(Upstream.Receiver());
            records.Named("in");
            if (!IsLogged)
            {
                records.WriteAheadLog(false);
            }

            records.CollectTo("raw");
            records.Map(record => (record % Keys, record)).ReduceByKey((left, right) => left + right).CollectTo("sums");
            return ssc;
        }

        private StreamingContextOptions Options()
        {
            StreamingContextOptions options = StreamingTestHarness.CreateOptions();
            options.TimeProvider = Time;
            options.CheckpointStore = Store;
            options.SavepointStore = Savepoint;
            options.OnFailure = FailurePolicy.RetryThenStop;
            options.MaxBatchAttempts = 1000;
            return options;
        }
    }

    private sealed class Life(StreamingTestHarness driver, InProcessReceivers receivers, InProcessTransport transport) : IAsyncDisposable
    {
        public StreamingTestHarness Driver => driver;

        public InProcessReceivers Receivers => receivers;

        public List<StreamingContext> Machines { get; } = [];

        public async ValueTask DisposeAsync()
        {
            await driver.DisposeAsync();
            await receivers.DisposeAsync();
            transport.Hosts.ForEach(host => host.Dispose());
            foreach (StreamingContext machine in Machines)
            {
                await machine.DisposeAsync();
            }
        }
    }
}
