using Microsoft.Extensions.Logging;

namespace OrleansStream.Grains;

/// <summary>Makes the loggers of a job. The silo's own factory stays the silo's.</summary>
/// <param name="silo">The silo's factory.</param>
/// <param name="log">The job's log.</param>
internal sealed class JobLoggerFactory(ILoggerFactory silo, JobLog log) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new JobLogger(silo.CreateLogger(categoryName), categoryName, log);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("A job logs where its silo does; add providers to the silo.");

    public void Dispose()
    {
        // Nothing of it is its own.
    }
}
