using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Core.Tests.Sources;

/// <summary>A context on the real clock with short intervals, and what its receiver reported.</summary>
internal sealed class SocketJob : StreamingListener, ILoggerFactory, ILogger, IAsyncDisposable
{
    private readonly Channel<string> _errors = Channel.CreateUnbounded<string>();
    private readonly Channel<BatchInfo> _completed = Channel.CreateUnbounded<BatchInfo>();
    private readonly List<string> _warnings = [];

    internal SocketJob(Action<StreamingContextOptions>? configure = null)
    {
        var options = new StreamingContextOptions
        {
            EngineThreads = 2,
            ReceiverRestartDelay = TimeSpan.FromMilliseconds(20),
            PoisonBuffers = true,
            LoggerFactory = this,
        };
        configure?.Invoke(options);
        Context = new StreamingContext(TimeSpan.FromMilliseconds(20), options);
        Context.AddStreamingListener(this);
    }

    internal StreamingContext Context { get; }

    internal Task<string> ErrorAsync() => _errors.Reader.ReadAsync().AsTask().Within();

    internal Task<BatchInfo> CompletedAsync() => _completed.Reader.ReadAsync().AsTask().Within();

    /// <summary>The warnings that were logged so far.</summary>
    internal string[] Warnings()
    {
        lock (_warnings)
        {
            return [.. _warnings];
        }
    }

    public override void OnReceiverError(ReceiverInfo receiver) => _errors.Writer.TryWrite(receiver.LastErrorMessage!);

    public override void OnBatchCompleted(BatchInfo batch) => _completed.Writer.TryWrite(batch);

    public ValueTask DisposeAsync() => Context.DisposeAsync();

    public void Dispose()
    {
    }

    ILogger ILoggerFactory.CreateLogger(string categoryName) => this;

    void ILoggerFactory.AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_warnings)
        {
            _warnings.Add(formatter(state, exception));
        }
    }
}
