using System.Threading.Channels;
using OrleansStream.Core.Tests.Receivers;

namespace OrleansStream.Core.Tests.Sources;

public sealed class ReceiverStreamTests : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly ScriptedReceiver _receiver = new(new ReceiverLog());
    private readonly StreamingContextOptions _options;
    private readonly StreamingContext _ssc;

    public ReceiverStreamTests()
    {
        _options = new StreamingContextOptions { TimeProvider = _time, EngineThreads = 2 };
        _ssc = new StreamingContext(Second, _options);
    }

    public ValueTask DisposeAsync() => _ssc.DisposeAsync();

    [Fact]
    public async Task A_batch_holds_what_was_stored_before_its_time_a_partition_per_block()
    {
        var batches = new BatchLog<int>(_ssc.ReceiverStream(_receiver));
        await _ssc.StartAsync();
        for (int i = 1; i <= 10; i++)
        {
            _receiver.Store(i);
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        SeenBatch<int> batch = await batches.NextAsync();
        Assert.Equal(Enumerable.Range(1, 10), batch.Records);
        Assert.Equal(5, batch.Partitions);
    }

    [Fact]
    public async Task What_no_interval_has_cut_is_in_the_batch_too()
    {
        _options.BlockInterval = TimeSpan.FromHours(1);
        var batches = new BatchLog<int>(_ssc.ReceiverStream(_receiver));
        await _ssc.StartAsync();
        _receiver.Store(1);
        _receiver.Store(2);
        _time.Advance(Second);
        SeenBatch<int> batch = await batches.NextAsync();
        Assert.Equal([1, 2], batch.Records);
        Assert.Equal(1, batch.Partitions);
    }

    [Fact]
    public async Task Without_data_the_dataset_is_empty_and_the_stream_goes_on()
    {
        var batches = new BatchLog<int>(_ssc.ReceiverStream(_receiver));
        await _ssc.StartAsync();
        _time.Advance(Second);
        SeenBatch<int> empty = await batches.NextAsync();
        Assert.Equal(0, empty.Partitions);
        Assert.Empty(empty.Records);
        _receiver.Store(1);
        _time.Advance(Second);
        SeenBatch<int> next = await batches.NextAsync();
        Assert.Equal([1], next.Records);
        Assert.Equal(empty.Time + Second, next.Time);
    }

    [Fact]
    public async Task Records_stored_together_are_one_block()
    {
        var batches = new BatchLog<int>(_ssc.ReceiverStream(_receiver));
        await _ssc.StartAsync();
        await _receiver.StoreAsync([1, 2, 3]);
        await _receiver.StoreAsync(Enumerable.Range(4, 200).Where(_ => true));
        await _receiver.StoreAsync(new Queue<int>([204, 205]));
        await _receiver.StoreAsync([]);
        _time.Advance(Second);
        SeenBatch<int> batch = await batches.NextAsync();
        Assert.Equal(Enumerable.Range(1, 205), batch.Records);
        Assert.Equal(3, batch.Partitions);
    }

    [Fact]
    public async Task Records_stored_together_are_copied()
    {
        var batches = new BatchLog<int>(_ssc.ReceiverStream(_receiver));
        await _ssc.StartAsync();
        int[] records = [1, 2, 3];
        await _receiver.StoreAsync(records);
        records[0] = 100;
        _time.Advance(Second);
        Assert.Equal([1, 2, 3], (await batches.NextAsync()).Records);
    }

    [Fact]
    public async Task A_graceful_stop_processes_all_that_was_stored()
    {
        // The test moves the clock as fast as it can, so the limit of a graceful stop must be far away.
        _options.GracefulStopTimeout = TimeSpan.FromDays(20);

        // 10 threads of 1000 records each, and one more while the receiver stops.
        _receiver.OnStopDo = () => _receiver.Store(10_000);
        var batches = new BatchLog<int>(_ssc.ReceiverStream(_receiver));
        await _ssc.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 10).Select(writer => Task.Run(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                Assert.True(_receiver.Store((writer * 1000) + i));
            }
        })));
        Task stop = _ssc.StopAsync(graceful: true);
        while (!stop.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        await stop;
        Assert.Equal(Enumerable.Range(0, 10_001), batches.Rest().SelectMany(batch => batch.Records).Order());
    }

    [Fact]
    public async Task After_the_stop_records_are_refused()
    {
        _ = new BatchLog<int>(_ssc.ReceiverStream(_receiver));
        await _ssc.StartAsync();
        Assert.True(_receiver.Store(1));
        await _ssc.StopAsync(graceful: false);
        Assert.False(_receiver.Store(2));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _receiver.StoreAsync([3]));
    }

    [Fact]
    public async Task Between_two_runs_records_are_taken()
    {
        var batches = new BatchLog<int>(_ssc.ReceiverStream(_receiver));
        await _ssc.StartAsync();
        _receiver.Restart("again", delay: TimeSpan.FromHours(1));
        Assert.True(_receiver.Store(1));
        _time.Advance(Second);
        Assert.Equal([1], (await batches.NextAsync()).Records);
    }

    [Fact]
    public async Task A_batch_that_is_run_again_reads_the_same_records()
    {
        _options.OnFailure = FailurePolicy.RetryThenStop;
        _options.BatchRetryDelay = TimeSpan.FromMilliseconds(250);
        var seen = Channel.CreateUnbounded<IReadOnlyList<int>>();
        int attempt = 0;
        _ssc.ReceiverStream(_receiver).ForeachRdd(async rdd =>
        {
            seen.Writer.TryWrite(await rdd.CollectAsync());
            if (++attempt == 1)
            {
                throw new IOException("the first attempt fails");
            }
        });
        await _ssc.StartAsync();
        _receiver.Store(1);
        _time.Advance(Second);
        Assert.Equal([1], await seen.Reader.ReadAsync().AsTask().Within());
        _receiver.Store(2);
        await _time.TimerAsync(_options.BatchRetryDelay).Within();
        _time.Advance(_options.BatchRetryDelay);
        Assert.Equal([1], await seen.Reader.ReadAsync().AsTask().Within());
        _time.Advance(Second - _options.BatchRetryDelay);
        Assert.Equal([2], await seen.Reader.ReadAsync().AsTask().Within());
    }

    [Fact]
    public async Task Listeners_are_told_how_many_records_a_batch_has()
    {
        var completed = new CompletedBatches();
        _ssc.AddStreamingListener(completed);
        InputDStream<int> stream = _ssc.ReceiverStream(_receiver);
        _ = new BatchLog<int>(stream);
        await _ssc.StartAsync();
        _receiver.Store(1);
        await _receiver.StoreAsync([2, 3]);
        _time.Advance(Second);
        BatchInfo info = await completed.NextAsync();
        Assert.Equal(3, info.Records);
        Assert.Equal("blocks 0 to 1", Assert.Single(info.Inputs).Description);
        Assert.Equal(stream.Name, _receiver.StreamName);
    }

    [Fact]
    public async Task Waiting_for_the_stop_inside_a_receiver_is_refused()
    {
        var refused = new TaskCompletionSource<Exception>();
        _receiver.Loop = async _ => refused.SetResult(await Assert.ThrowsAsync<InvalidOperationException>(() => _ssc.StopAsync()));
        _ = new BatchLog<int>(_ssc.ReceiverStream(_receiver));
        await _ssc.StartAsync();
        Assert.Contains("a receiver", (await refused.Task.Within()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_are_checked()
    {
        Assert.Throws<ArgumentNullException>("receiver", () => _ssc.ReceiverStream<int>(null!));
        _ = new BatchLog<int>(_ssc.ReceiverStream(_receiver));
        ArgumentException twice = Assert.Throws<ArgumentException>("receiver", () => _ssc.ReceiverStream(_receiver));
        Assert.Contains("another stream", twice.Message, StringComparison.Ordinal);
        await _ssc.StartAsync();
        await Assert.ThrowsAsync<ArgumentNullException>("records", async () => await _receiver.StoreAsync(null!));
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await _receiver.StoreAsync([1], new CancellationToken(canceled: true)));
        Assert.Throws<InvalidOperationException>(() => _ssc.ReceiverStream(new ScriptedReceiver(new ReceiverLog())));
    }

    private sealed class CompletedBatches : StreamingListener
    {
        private readonly TaskCompletionSource<BatchInfo> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal Task<BatchInfo> NextAsync() => _first.Task.Within();

        public override void OnBatchCompleted(BatchInfo batch) => _first.TrySetResult(batch);
    }
}
