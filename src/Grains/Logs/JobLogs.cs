using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrleansStream.Grains;

/// <summary>What this silo has logged about its jobs, those that have ended included, so that it can be asked for. Safe for several threads.</summary>
/// <param name="silo">The silo's address.</param>
/// <param name="loggers">Logs as the silo does.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class JobLogs(string silo, ILoggerFactory loggers, TimeProvider time)
{
    // Jobs come and go under ever new names; the log of one takes two megabytes at most.
    private const int MostJobs = 100;

    private readonly ConcurrentDictionary<string, JobLog> _logs = new();
    private readonly ConcurrentQueue<string> _order = new();

    /// <summary>Makes loggers whose messages are about a job.</summary>
    internal ILoggerFactory FactoryOf(string job) => new JobLoggerFactory(loggers, Of(job));

    /// <summary>A logger whose messages are about a job.</summary>
    internal ILogger LoggerOf<T>(string job) => new JobLogger(loggers.CreateLogger<T>(), typeof(T).FullName!, Of(job));

    /// <summary>Where what a job prints goes.</summary>
    internal TextWriter OutputOf(string job) => new PrintedOutput(Console.Out, Of(job));

    /// <summary>The log of a job, or null if nothing was ever logged about it here.</summary>
    internal JobLog? TryFind(string job) => _logs.GetValueOrDefault(job);

    private JobLog Of(string job)
    {
        if (_logs.TryGetValue(job, out JobLog? log))
        {
            return log;
        }

        log = new JobLog(silo, time);
        if (!_logs.TryAdd(job, log))
        {
            return Of(job);
        }

        _order.Enqueue(job);
        while (_logs.Count > MostJobs && _order.TryDequeue(out string? oldest))
        {
            _logs.TryRemove(oldest, out _);
        }

        return log;
    }
}
