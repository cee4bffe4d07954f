using Microsoft.Extensions.Logging;

namespace OrleansStream.Grains;

/// <summary>Logs as the silo does, and into the log of a job.</summary>
/// <param name="silo">The silo's logger.</param>
/// <param name="category">Its category.</param>
/// <param name="log">The job's log.</param>
internal sealed class JobLogger(ILogger silo, string category, JobLog log) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => silo.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and not LogLevel.None || silo.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        if (IsEnabled(logLevel))
        {
            log.Add(logLevel, category, formatter(state, exception), exception);
            silo.Log(logLevel, eventId, state, exception, formatter);
        }
    }
}
