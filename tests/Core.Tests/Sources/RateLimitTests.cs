using System.Net.Sockets;
using OrleansStream.Core.Tests.Receivers;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Sources;

/// <summary>Rates of receivers as a job sees them.</summary>
public sealed class RateLimitTests : IAsyncDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly ScriptedReceiver _receiver = new(new ReceiverLog());
    private readonly StreamingContextOptions _options;
    private readonly StreamingContext _ssc;

    public RateLimitTests()
    {
        _options = new StreamingContextOptions { TimeProvider = _time, EngineThreads = 2 };
        _ssc = new StreamingContext(Second, _options);
    }

    public ValueTask DisposeAsync() => _ssc.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_receiver_that_has_more_is_held_to_the_maximum(bool blocking)
    {
        _options.ReceiverMaxRate = 100;
        _receiver.Loop = async stopping =>
        {
            for (int i = 0; i < 500; i++)
            {
                if (!blocking)
                {
                    await _receiver.WaitToStoreAsync(stopping);
                }

                _receiver.Store(i);
            }
        };
        var batches = new BatchLog<int>(_ssc.ReceiverStream(_receiver));
        await _ssc.StartAsync();
        var all = new List<int>();
        while (all.Count < 500)
        {
            await StepAsync(Second);
            SeenBatch<int> batch = await batches.NextAsync();

            // A tenth of a second's worth may have been saved up, one record is paid for afterwards, and one may have been on its way when the last
            // batch was cut.
            Assert.InRange(batch.Records.Count, 0, 100 + 10 + 1 + 1);
            all.AddRange(batch.Records);
        }

        Assert.Equal(Enumerable.Range(0, 500), all);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_wait_for_the_rate_ends_with_the_run(bool blocking)
    {
        _options.ReceiverMaxRate = 0.001;
        _options.GracefulStopTimeout = TimeSpan.FromDays(20);
        var waiting = new TaskCompletionSource();
        _receiver.Loop = async stopping =>
        {
            _receiver.Store(1);
            waiting.SetResult();
            if (!blocking)
            {
                await _receiver.WaitToStoreAsync(CancellationToken.None);
            }

            _receiver.Store(2);
            Assert.True(stopping.IsCancellationRequested);
        };
        var batches = new BatchLog<int>(_ssc.ReceiverStream(_receiver));
        await _ssc.StartAsync();
        await waiting.Task.Within();
        await _time.TimerAsync(TimeSpan.FromSeconds(1000)).Within();
        Task stop = _ssc.StopAsync(graceful: true);
        while (!stop.IsCompleted)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        await stop;
        Assert.Equal([1, 2], batches.Rest().SelectMany(batch => batch.Records));
    }

    [Fact]
    public async Task Waiting_to_store_can_be_given_up()
    {
        _options.ReceiverMaxRate = 0.001;
        _ = new BatchLog<int>(_ssc.ReceiverStream(_receiver));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await _receiver.WaitToStoreAsync());
        await _ssc.StartAsync();
        await _receiver.WaitToStoreAsync().AsTask().Within();
        _receiver.Store(1);
        using var cancellation = new CancellationTokenSource();
        Task waiting = _receiver.WaitToStoreAsync(cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.Within());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _receiver.WaitToStoreAsync(cancellation.Token));
    }

    [Fact]
    public async Task Blocks_that_are_stored_whole_are_not_limited()
    {
        _options.ReceiverMaxRate = 1;
        var batches = new BatchLog<int>(_ssc.ReceiverStream(_receiver));
        await _ssc.StartAsync();
        for (int i = 0; i < 10; i++)
        {
            await _receiver.StoreAsync(Enumerable.Range(i * 100, 100)).AsTask().Within();
        }

        _time.Advance(Second);
        Assert.Equal(Enumerable.Range(0, 1000), (await batches.NextAsync()).Records);
    }

    [Fact]
    public async Task A_socket_of_lines_keeps_to_the_rate_by_reading_less()
    {
        // On the real clock: a second's worth takes a second, and no batch of 20 ms has much more than its share.
        using var server = new LineServer();
        await using var job = new SocketJob(options => options.ReceiverMaxRate = 5000);
        var batches = new BatchLog<string>(job.Context.SocketTextStream("127.0.0.1", server.Port));
        DateTimeOffset start = TimeProvider.System.GetUtcNow();
        await job.Context.StartAsync();
        using Socket client = await server.AcceptAsync();
        string[] lines = [.. Enumerable.Range(0, 4000).Select(i => $"line number {i}")];
        await client.SendAsync(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        Assert.Equal(lines, await batches.RecordsAsync(4000));

        // The tenth that may be saved up before the first line, and a guess at the length of lines, come off.
        Assert.True(TimeProvider.System.GetUtcNow() - start > TimeSpan.FromMilliseconds(600));
    }

    [Fact]
    public async Task Backpressure_finds_the_speed_of_processing_for_each_source()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.BackpressureEnabled = true;
        options.ReceiverMaxRate = 50_000;
        await using var harness = new StreamingTestHarness(Second, options);
        var fast = new ScriptedReceiver(new ReceiverLog());
        var slow = new ScriptedReceiver(new ReceiverLog());
        _ = harness.Context.ReceiverStream(fast);
        harness.Context.ReceiverStream(slow).ForeachRdd(_ =>
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(500));
            return Task.CompletedTask;
        });
        await harness.StartAsync();
        double?[] Rates() => [.. harness.Context.Graph.Inputs.Select(input => input.Statistics!.Value.RateLimit)];
        Assert.Equal([10_000, 10_000], Rates());
        for (int batch = 1; batch <= 3; batch++)
        {
            await fast.StoreAsync(Enumerable.Range(0, 100_000));
            await slow.StoreAsync(Enumerable.Range(0, 1000));
            await harness.AdvanceAsync();
            if (batch == 1)
            {
                Assert.Equal([10_000, 10_000], Rates());
            }
        }

        // 1000 records in half a second are 2000 a second; 100 000 would be 200 000, which the maximum does not allow.
        Assert.Equal([50_000, 2000], Rates());
        await harness.StopAsync(graceful: false);
    }

    [Fact]
    public async Task A_source_of_ones_own_sees_the_estimate()
    {
        StreamingContextOptions options = StreamingTestHarness.CreateOptions();
        options.BackpressureEnabled = true;
        await using var harness = new StreamingTestHarness(Second, options);
        var source = new Counting(harness.Context);
        source.ForeachRdd(_ =>
        {
            harness.Time.Advance(TimeSpan.FromMilliseconds(500));
            return Task.CompletedTask;
        });
        await harness.StartAsync();
        await harness.AdvanceAsync(4);
        Assert.Equal([null, null, 1400, 1400], source.Seen.Select(rate => rate is { } value ? Math.Round(value) : (double?)null));
    }

    [Theory]
    [InlineData(nameof(StreamingContextOptions.ReceiverMaxRate), 0.0)]
    [InlineData(nameof(StreamingContextOptions.ReceiverMaxRate), double.PositiveInfinity)]
    [InlineData(nameof(StreamingContextOptions.ReceiverMaxRate), double.NaN)]
    [InlineData(nameof(StreamingContextOptions.BackpressureInitialRate), -1.0)]
    [InlineData(nameof(StreamingContextOptions.BackpressureMinRate), 0.0)]
    [InlineData(nameof(StreamingContextOptions.BackpressureProportional), -0.1)]
    [InlineData(nameof(StreamingContextOptions.BackpressureIntegral), double.NaN)]
    [InlineData(nameof(StreamingContextOptions.BackpressureDerivative), double.PositiveInfinity)]
    public void Options_are_checked(string name, double value)
    {
        var options = new StreamingContextOptions();
        typeof(StreamingContextOptions).GetProperty(name)!.SetValue(options, value);
        ArgumentException error = Assert.Throws<ArgumentException>(name, () => new StreamingContext(Second, options));
        Assert.Contains(FormattableString.Invariant($"{name} is {value};"), error.Message, StringComparison.Ordinal);
    }

    private async Task StepAsync(TimeSpan by)
    {
        for (TimeSpan at = TimeSpan.Zero; at < by; at += TimeSpan.FromMilliseconds(5))
        {
            _time.Advance(TimeSpan.FromMilliseconds(5));
            await Task.Yield();
        }
    }

    /// <summary>700 records a batch, and the estimates that it saw.</summary>
    private sealed class Counting(StreamingContext ssc) : InputDStream<int>(ssc, "Counting")
    {
        internal List<double?> Seen { get; } = [];

        protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken)
        {
            Seen.Add(EstimatedRate);
            return ValueTask.FromResult<SourceSeal?>(Seal(700, "", ReadOnlyMemory<byte>.Empty));
        }

        protected override Rdd<int> Read(SealedInput<int> batch) => batch.FromReader(1, _ => Enumerable.Range(0, 700));
    }
}
