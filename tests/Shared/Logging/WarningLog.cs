using Microsoft.Extensions.Logging;

namespace OrleansStream.Tests.Logging;

/// <summary>Keeps the warnings and errors that are logged.</summary>
internal sealed class WarningLog : ILoggerFactory, ILogger
{
    private readonly List<string> _messages = [];

    internal string[] Messages()
    {
        lock (_messages)
        {
            return [.. _messages];
        }
    }

    public void Dispose()
    {
    }

    ILogger ILoggerFactory.CreateLogger(string categoryName) => this;

    void ILoggerFactory.AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel >= LogLevel.Warning)
        {
            lock (_messages)
            {
                _messages.Add(formatter(state, exception));
            }
        }
    }
}
