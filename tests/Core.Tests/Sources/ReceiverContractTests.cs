using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using OrleansStream.Core.Tests.Receivers;
using OrleansStream.Encoding;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Sources;

/// <summary>What a receiver may do and what is told of it, in a running job.</summary>
public sealed class ReceiverContractTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ScriptedReceiver _receiver = new(new ReceiverLog());
    private readonly StreamingContextOptions _options = StreamingTestHarness.CreateOptions();

    [Fact]
    public async Task Every_form_of_storing_reaches_the_batch()
    {
        await using var harness = new StreamingTestHarness(Second, _options);
        var batches = new BatchLog<int>(harness.Context.ReceiverStream(_receiver));
        await harness.StartAsync();
        Assert.True(_receiver.Store(1));
        await _receiver.StoreAsync((int[])[2, 3]);
        await _receiver.StoreAsync(Enumerable.Range(4, 2).Where(_ => true));
        await _receiver.StoreEncodedAsync(Encoded(6, 7, 8));
        await harness.AdvanceAsync();
        SeenBatch<int> batch = await batches.NextAsync();

        // Blocks that come whole are stored at once, the current block at the end of its interval.
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 1], batch.Records);
        Assert.Equal(4, batch.Partitions);
    }

    [Fact]
    public async Task Listeners_see_counts_and_what_the_receiver_said_of_its_blocks()
    {
        var completed = new ConcurrentQueue<BatchInfo>();
        await using var harness = new StreamingTestHarness(Second, _options);
        harness.Context.AddStreamingListener(new Completed(completed));
        _ = new BatchLog<int>(harness.Context.ReceiverStream(_receiver));
        await harness.StartAsync();
        await _receiver.StoreAsync([1, 2], "offsets 0 to 1");
        await _receiver.StoreAsync([3]);
        await _receiver.StoreEncodedAsync(Encoded(4, 5), "offsets 3 to 4");
        await harness.AdvanceAsync();
        for (int i = 0; i < 12; i++)
        {
            await _receiver.StoreAsync([i], $"{i}");
        }

        await harness.AdvanceAsync();
        Assert.Equal(
            ["blocks 0 to 2 (offsets 0 to 1, offsets 3 to 4)", "blocks 3 to 14 (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, ...)"],
            completed.Select(batch => batch.Inputs.Single().Description));

        // Nobody has counted what is in the encoded block.
        Assert.Equal([3L, 12L], completed.Select(batch => batch.Records));
    }

    [Fact]
    public async Task An_encoded_block_is_copied_and_can_be_read_again()
    {
        _options.OnFailure = FailurePolicy.RetryThenStop;
        await using var harness = new StreamingTestHarness(Second, _options);
        var seen = new List<IReadOnlyList<int>>();
        harness.Context.ReceiverStream(_receiver).ForeachRdd(async rdd =>
        {
            seen.Add(await rdd.CollectAsync());
            if (seen.Count == 1)
            {
                throw new IOException("the first attempt fails");
            }
        });
        await harness.StartAsync();
        byte[] bytes = Encoded(1, 2, 3).ToArray();
        await _receiver.StoreEncodedAsync(bytes);
        bytes.AsSpan().Clear();
        await harness.AdvanceAsync();
        Assert.Equal([[1, 2, 3], [1, 2, 3]], seen);
    }

    [Fact]
    public async Task Storing_after_the_stop_fails()
    {
        await using var harness = new StreamingTestHarness(Second, _options);
        _ = new BatchLog<int>(harness.Context.ReceiverStream(_receiver));
        Assert.Throws<InvalidOperationException>(() => _receiver.Store(1));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _receiver.StoreEncodedAsync(Encoded(1)));
        Assert.Throws<InvalidOperationException>(() => _receiver.StreamId);
        await harness.StartAsync();
        await harness.StopAsync();
        Assert.False(_receiver.Store(1));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _receiver.StoreAsync([1]));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _receiver.StoreEncodedAsync(Encoded(1)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _receiver.StoreEncodedAsync(Encoded(1), new CancellationToken(true)));
        await Assert.ThrowsAsync<ArgumentNullException>("metadata", async () => await _receiver.StoreAsync([1], metadata: null!));
        await Assert.ThrowsAsync<ArgumentNullException>("metadata", async () => await _receiver.StoreEncodedAsync(Encoded(1), metadata: null!));
    }

    [Fact]
    public async Task Several_receivers_and_their_union()
    {
        await using var harness = new StreamingTestHarness(Second, _options);
        ScriptedReceiver[] receivers = [.. Enumerable.Range(0, 5).Select(_ => new ScriptedReceiver(new ReceiverLog()))];
        InputDStream<int>[] streams = [.. receivers.Select(receiver => harness.Context.ReceiverStream(receiver))];
        var batches = new BatchLog<int>(streams.Skip(1).Aggregate((DStream<int>)streams[0], (all, stream) => all.Union(stream)));
        await harness.StartAsync();
        Assert.Equal([0, 1, 2, 3, 4], receivers.Select(receiver => receiver.StreamId));
        Assert.Equal([0, 1, 2, 3, 4], streams.Select(stream => stream.StreamId));
        Assert.All(receivers, receiver => Assert.Equal(_options.BlockInterval, receiver.BlockInterval));
        for (int i = 0; i < 100; i++)
        {
            receivers[i % 5].Store(i);
        }

        await harness.AdvanceAsync();
        Assert.Equal(Enumerable.Range(0, 100).OrderBy(i => i % 5).ThenBy(i => i), (await batches.NextAsync()).Records);
    }

    [Fact]
    public async Task A_receiver_that_throws_at_its_start_is_started_again_after_the_delay()
    {
        var infos = new ConcurrentQueue<(string, ReceiverInfo)>();
        int starts = 0;
        _receiver.OnStartDo = () =>
        {
            if (++starts == 1)
            {
                throw new IOException("not yet");
            }
        };
        _options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(1500);
        await using var harness = new StreamingTestHarness(Second, _options);
        harness.Context.AddStreamingListener(new Told(infos));
        var batches = new BatchLog<int>(harness.Context.ReceiverStream(_receiver));
        await harness.StartAsync();
        await harness.AdvanceAsync();
        Assert.Empty((await batches.NextAsync()).Records);
        while (starts < 2)
        {
            await harness.AdvanceAsync();
        }

        Assert.True(_receiver.Store(1));
        await harness.AdvanceAsync();
        await harness.StopAsync();
        Assert.Equal([1], batches.Rest().SelectMany(batch => batch.Records));
        Assert.Equal(["started", "stopped", "started", "stopped"], infos.Select(info => info.Item1));
        ReceiverInfo failed = infos.ElementAt(1).Item2;
        Assert.Equal((0, "ReceiverStream-1", Environment.MachineName), (failed.StreamId, failed.Source, failed.Location));
        Assert.Equal("OnStart failed: not yet", failed.LastErrorMessage);
        Assert.False(failed.IsActive);
    }

    [Fact]
    public async Task Receivers_are_measured()
    {
        _options.JobName = $"receivers-{Guid.NewGuid():N}";
        _options.ReceiverMaxRate = 250;
        _options.MaxRecordsPerBatch = 2;
        await using var harness = new StreamingTestHarness(Second, _options);
        _ = new BatchLog<int>(harness.Context.ReceiverStream(_receiver));
        await harness.StartAsync();
        for (int i = 0; i < 3; i++)
        {
            await _receiver.StoreAsync([1, 2]);
        }

        await harness.AdvanceAsync();
        var measured = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener { InstrumentPublished = static (instrument, self) => Enable(instrument, self) };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
        listener.RecordObservableInstruments();
        Assert.Equal(
            [("orleans-stream-receiver-blocks", 3), ("orleans-stream-receiver-blocks-waiting", 2), ("orleans-stream-receiver-rate-limit", 250), ("orleans-stream-receiver-records", 6)],
            measured.Select(pair => (pair.Key, pair.Value)).OrderBy(pair => pair.Key, StringComparer.Ordinal));

        static void Enable(Instrument instrument, MeterListener self)
        {
            if (instrument.Name.StartsWith("orleans-stream-receiver", StringComparison.Ordinal))
            {
                self.EnableMeasurementEvents(instrument);
            }
        }

        void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // Other tests measure in this process at the same time.
            if (tags.Contains(new("job", _options.JobName)) && tags.Contains(new("source", "ReceiverStream-1")))
            {
                measured[instrument.Name] = value;
            }
        }
    }

    private static ReadOnlyMemory<byte> Encoded(params int[] records)
    {
        var bytes = new ArrayBufferWriter<byte>();
        new JobEncoding().CodecFor<int>().WriteBlock(records, bytes);
        return bytes.WrittenMemory;
    }

    private sealed class Completed(ConcurrentQueue<BatchInfo> batches) : StreamingListener
    {
        public override void OnBatchCompleted(BatchInfo batch) => batches.Enqueue(batch);
    }

    private sealed class Told(ConcurrentQueue<(string, ReceiverInfo)> infos) : StreamingListener
    {
        public override void OnReceiverStarted(ReceiverInfo receiver) => infos.Enqueue(("started", receiver));

        public override void OnReceiverError(ReceiverInfo receiver) => infos.Enqueue(("error", receiver));

        public override void OnReceiverStopped(ReceiverInfo receiver) => infos.Enqueue(("stopped", receiver));
    }
}
