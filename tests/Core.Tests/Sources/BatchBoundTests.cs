using System.Net.Sockets;
using OrleansStream.Core.Tests.Receivers;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Sources;

/// <summary>Batches that hold no more than they may, and sources that hold the rest.</summary>
public sealed class BatchBoundTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task At_any_bound_every_record_is_in_one_batch_and_in_order()
    {
        for (int seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            StreamingContextOptions options = StreamingTestHarness.CreateOptions();
            long bound = random.Next(1, 60);
            long recordBound = seed % 2 == 0 ? bound : long.MaxValue;
            long byteBound = seed % 2 == 0 ? long.MaxValue : bound * sizeof(int);
            options.MaxRecordsPerBatch = recordBound == long.MaxValue ? null : recordBound;
            options.MaxBytesPerBatch = byteBound;
            options.GracefulStopTimeout = TimeSpan.FromDays(20);
            await using var harness = new StreamingTestHarness(Second, options);
            var receiver = new ScriptedReceiver(new ReceiverLog());
            var batches = new BatchLog<int>(harness.Context.ReceiverStream(receiver));
            await harness.StartAsync();
            int stored = 0;
            for (int step = 0; step < 40; step++)
            {
                int count = random.Next(random.Next(4) == 0 ? 100 : 10);
                await receiver.StoreAsync(Enumerable.Range(stored, count).ToArray());
                stored += count;
                await harness.AdvanceAsync(TimeSpan.FromMilliseconds(random.Next(600)));
            }

            // The rest is drained, over as many batches as it takes.
            await harness.StopAsync();
            List<SeenBatch<int>> seen = batches.Rest();
            Assert.True(Enumerable.Range(0, stored).SequenceEqual(seen.SelectMany(batch => batch.Records)), $"seed {seed}");
            Assert.All(seen, batch => Assert.True(
                batch.Records.Count <= bound || batch.Partitions == 1, $"seed {seed}: {batch.Records.Count} records in {batch.Partitions} blocks, of {bound}"));
            Assert.Equal(seen.Select(batch => batch.Time).Distinct(), seen.Select(batch => batch.Time));
        }
    }

    [Fact]
    public async Task A_graceful_stop_drains_all_batches_that_it_takes()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.MaxRecordsPerBatch = 1;
        options.GracefulStopTimeout = TimeSpan.FromSeconds(13);
        await using var harness = new StreamingTestHarness(Second, options);
        var receiver = new ScriptedReceiver(new ReceiverLog());
        var batches = new BatchLog<int>(harness.Context.ReceiverStream(receiver));
        await harness.StartAsync();
        for (int i = 0; i < 12; i++)
        {
            await receiver.StoreAsync([2 * i, (2 * i) + 1]);
        }

        await harness.StopAsync();
        List<SeenBatch<int>> seen = batches.Rest();
        Assert.Equal(12, seen.Count(batch => batch.Records.Count == 2));
        Assert.Equal(Enumerable.Range(0, 24), seen.SelectMany(batch => batch.Records));
    }

    [Fact]
    public async Task A_receiver_that_is_slow_to_stop_loses_nothing()
    {
        var time = new ManualTime();
        var options = new StreamingContextOptions { TimeProvider = time, EngineThreads = 2, GracefulStopTimeout = TimeSpan.FromDays(20) };
        await using var ssc = new StreamingContext(Second, options);
        var receiver = new ScriptedReceiver(new ReceiverLog());
        receiver.Loop = async _ =>
        {
            // It does not look at its token until it has all its records out.
            for (int i = 0; i < 15; i++)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300), time, CancellationToken.None);
                receiver.Store(i);
            }
        };
        var batches = new BatchLog<int>(ssc.ReceiverStream(receiver));
        await ssc.StartAsync();
        Task stop = ssc.StopAsync(graceful: true);
        while (!stop.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        await stop;
        Assert.Equal(Enumerable.Range(0, 15), batches.Rest().SelectMany(batch => batch.Records));
    }

    [Fact]
    public async Task Lines_beyond_the_bound_wait_and_the_sender_is_slowed_down()
    {
        const int Lines = 200_000;
        const int Bound = 100_000;
        using var server = new LineServer();
        await using var job = new SocketJob(options => options.MaxBytesPerBatch = Bound);
        var batches = new BatchLog<string>(job.Context.SocketTextStream("127.0.0.1", server.Port));
        await job.Context.StartAsync();
        using Socket client = await server.AcceptAsync();
        Task sending = Task.Run(async () => await client.SendAsync(System.Text.Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Range(0, Lines).Select(i => $"{i}\n")))));
        var all = new List<string>();
        while (all.Count < Lines)
        {
            SeenBatch<string> batch = await batches.NextAsync();
            Assert.True(batch.Partitions == 1 || batch.Records.Sum(line => line.Length + 1) <= Bound);
            all.AddRange(batch.Records);
        }

        await sending.Within();
        Assert.Equal(Enumerable.Range(0, Lines).Select(i => $"{i}"), all);
    }

    [Fact]
    public void By_default_a_batch_may_hold_an_eighth_of_the_memory()
    {
        Assert.InRange(new StreamingContextOptions().BatchBytes, 1 << 20, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4);
        Assert.Equal(long.MaxValue, new StreamingContextOptions().BatchRecords);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void Bounds_are_at_least_one(long bound)
    {
        ArgumentException bytes = Assert.Throws<ArgumentException>(() => new StreamingContext(Second, new StreamingContextOptions { MaxBytesPerBatch = bound }));
        Assert.Contains($"MaxBytesPerBatch is {bound}; it must be at least 1", bytes.Message, StringComparison.Ordinal);
        ArgumentException records = Assert.Throws<ArgumentException>(() => new StreamingContext(Second, new StreamingContextOptions { MaxRecordsPerBatch = bound }));
        Assert.Contains($"MaxRecordsPerBatch is {bound}", records.Message, StringComparison.Ordinal);
    }
}
