using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OrleansStream.Core.Tests.Receivers;

namespace OrleansStream.Core.Tests.Sources;

/// <summary>Streams of channels and asynchronous sequences.</summary>
public sealed class LiveObjectStreamTests : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly ReceiverLog _log = new();
    private readonly StreamingContextOptions _options;
    private readonly StreamingContext _ssc;

    public LiveObjectStreamTests()
    {
        _options = new StreamingContextOptions { TimeProvider = _time, EngineThreads = 2, MaxRecordsPerBatch = 8 };
        _ssc = new StreamingContext(Second, _options);
        _ssc.AddStreamingListener(_log);
    }

    public ValueTask DisposeAsync() => _ssc.DisposeAsync();

    [Fact]
    public async Task Writers_to_a_bounded_channel_wait_and_batches_take_what_they_may_hold()
    {
        Channel<int> channel = Channel.CreateBounded<int>(4);
        var batches = new BatchLog<int>(_ssc.ChannelStream(channel.Reader));
        await _ssc.StartAsync();
        int written = 0;
        Task writing = Task.Run(async () =>
        {
            for (; written < 1000; Interlocked.Increment(ref written))
            {
                await channel.Writer.WriteAsync(written);
            }

            channel.Writer.Complete();
        });
        var all = new List<int>();
        while (all.Count < 1000)
        {
            _time.Advance(Second);
            SeenBatch<int> batch = await batches.NextAsync();
            Assert.InRange(batch.Records.Count, 0, 8);
            all.AddRange(batch.Records);

            // Two batches and what is one block too many wait here; four records in the channel, and one is being written.
            Assert.InRange(Volatile.Read(ref written), 0, all.Count + 16 + 2 + 4 + 1);
        }

        await writing.Within();
        Assert.Equal(Enumerable.Range(0, 1000), all);
        _time.Advance(Second);
        Assert.Empty((await batches.NextAsync()).Records);
        await _log.ExpectAsync("started");
    }

    [Fact]
    public async Task A_channel_completed_with_an_error_is_reported_and_read_to_its_end()
    {
        Channel<int> channel = Channel.CreateUnbounded<int>();
        var batches = new BatchLog<int>(_ssc.ChannelStream(channel.Reader));
        await _ssc.StartAsync();
        channel.Writer.TryWrite(1);
        channel.Writer.Complete(new IOException("cut off"));
        await _log.ExpectAsync("started", "error");
        Assert.Equal("The channel was completed with an error: cut off", _log.LastInfo!.LastErrorMessage);
        _time.Advance(Second);
        Assert.Equal([1], (await batches.NextAsync()).Records);
        _time.Advance(Second);
        Assert.Empty((await batches.NextAsync()).Records);
    }

    [Fact]
    public async Task A_stop_leaves_in_the_channel_what_was_not_read()
    {
        Channel<int> channel = Channel.CreateUnbounded<int>();
        _options.GracefulStopTimeout = TimeSpan.FromDays(20);
        var batches = new BatchLog<int>(_ssc.ChannelStream(channel.Reader));
        await _ssc.StartAsync();
        for (int i = 0; i < 1000; i++)
        {
            channel.Writer.TryWrite(i);
        }

        Task stop = _ssc.StopAsync(graceful: true);
        await DrainAsync(stop);
        var left = new List<int>();
        while (channel.Reader.TryRead(out int record))
        {
            left.Add(record);
        }

        Assert.Equal(Enumerable.Range(0, 1000), batches.Rest().SelectMany(batch => batch.Records).Concat(left));
        Assert.NotEmpty(left);
    }

    [Fact]
    public async Task A_sequence_is_read_to_its_end()
    {
        var batches = new BatchLog<int>(_ssc.AsyncEnumerableStream(Numbers(0, 5)));
        await _ssc.StartAsync();
        Assert.Equal([0, 1, 2, 3, 4], await RecordsAsync(batches, 5));
        _time.Advance(Second);
        Assert.Empty((await batches.NextAsync()).Records);
        await _log.ExpectAsync("started");
    }

    [Fact]
    public async Task A_sequence_that_fails_is_reported_and_not_read_again()
    {
        var batches = new BatchLog<int>(_ssc.AsyncEnumerableStream(Numbers(0, 3, new IOException("cut off"))));
        await _ssc.StartAsync();
        await _log.ExpectAsync("started", "error");
        Assert.Equal("The sequence failed: cut off", _log.LastInfo!.LastErrorMessage);
        Assert.Equal([0, 1, 2], await RecordsAsync(batches, 3));
        _time.Advance(_options.ReceiverRestartDelay);
        await _log.ExpectAsync("started", "error");
    }

    [Fact]
    public async Task A_sequence_that_can_be_opened_again_is_when_it_failed()
    {
        int opened = 0;
        var batches = new BatchLog<int>(_ssc.AsyncEnumerableStream(
            _ => ++opened == 1 ? Numbers(0, 3, new IOException("cut off")) : Numbers(3, 2)));
        await _ssc.StartAsync();
        await _log.ExpectAsync("started", "error", "stopped");
        await _time.TimerAsync(_options.ReceiverRestartDelay).Within();
        _time.Advance(_options.ReceiverRestartDelay);
        await _log.ExpectAsync("started", "error", "stopped", "started");
        Assert.Equal([0, 1, 2, 3, 4], await RecordsAsync(batches, 5));
        Assert.Equal(2, opened);
    }

    [Fact]
    public async Task A_stop_ends_a_sequence_that_waits()
    {
        var ended = new TaskCompletionSource();
        _ = new BatchLog<int>(_ssc.AsyncEnumerableStream(stopping => Waits(ended, stopping)));
        await _ssc.StartAsync();
        await _ssc.StopAsync(graceful: true).Within();
        Assert.True(ended.Task.IsCompleted);
    }

    [Fact]
    public void They_run_only_in_the_process_that_has_the_object()
    {
        InputDStream<int> channel = _ssc.ChannelStream(Channel.CreateUnbounded<int>().Reader);
        Assert.Equal("its channel is an object of one process.", channel.BoundToProcess);
        Assert.Equal("its sequence is an object of one process.", _ssc.AsyncEnumerableStream(Numbers(0, 1)).BoundToProcess);
        Assert.Equal("ChannelStream-1", channel.Name);
        Assert.Throws<NotSupportedException>(_ssc.Graph.ThrowIfBoundToProcess);
    }

    [Fact]
    public void Arguments_are_checked()
    {
        Assert.Throws<ArgumentNullException>("reader", () => _ssc.ChannelStream<int>(null!));
        Assert.Throws<ArgumentNullException>("records", () => _ssc.AsyncEnumerableStream((IAsyncEnumerable<int>)null!));
        Assert.Throws<ArgumentNullException>("open", () => _ssc.AsyncEnumerableStream((Func<CancellationToken, IAsyncEnumerable<int>>)null!));
    }

    private static async IAsyncEnumerable<int> Numbers(int from, int count, Exception? failure = null)
    {
        for (int i = from; i < from + count; i++)
        {
            await Task.Yield();
            yield return i;
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    private static async IAsyncEnumerable<int> Waits(TaskCompletionSource ended, [EnumeratorCancellation] CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
        }
        finally
        {
            ended.SetResult();
        }

        yield return 0;
    }

    private async Task<List<int>> RecordsAsync(BatchLog<int> batches, int count)
    {
        var all = new List<int>();
        while (all.Count < count)
        {
            _time.Advance(Second);
            all.AddRange((await batches.NextAsync()).Records);
        }

        return all;
    }

    private async Task DrainAsync(Task stop)
    {
        while (!stop.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await stop;
    }
}
