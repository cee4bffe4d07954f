using System.Threading.Channels;

namespace OrleansStream.Core.Tests.Sources;

/// <summary>A context on the real clock with short intervals, and what its receiver reported.</summary>
internal sealed class SocketJob : StreamingListener, IAsyncDisposable
{
    private readonly Channel<string> _errors = Channel.CreateUnbounded<string>();
    private readonly Channel<BatchInfo> _completed = Channel.CreateUnbounded<BatchInfo>();
    private readonly WarningLog _warnings = new();

    internal SocketJob(Action<StreamingContextOptions>? configure = null)
    {
        var options = new StreamingContextOptions
        {
            EngineThreads = 2,
            ReceiverRestartDelay = TimeSpan.FromMilliseconds(20),
            PoisonBuffers = true,
            LoggerFactory = _warnings,
        };
        configure?.Invoke(options);
        Context = new StreamingContext(TimeSpan.FromMilliseconds(20), options);
        Context.AddStreamingListener(this);
    }

    internal StreamingContext Context { get; }

    internal Task<string> ErrorAsync() => _errors.Reader.ReadAsync().AsTask().Within();

    internal Task<BatchInfo> CompletedAsync() => _completed.Reader.ReadAsync().AsTask().Within();

    /// <summary>The warnings that were logged so far.</summary>
    internal string[] Warnings() => _warnings.Messages();

    public override void OnReceiverError(ReceiverInfo receiver) => _errors.Writer.TryWrite(receiver.LastErrorMessage!);

    public override void OnBatchCompleted(BatchInfo batch) => _completed.Writer.TryWrite(batch);

    public ValueTask DisposeAsync() => Context.DisposeAsync();
}
