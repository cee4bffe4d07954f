using System.Globalization;
using Microsoft.Extensions.Options;

namespace OrleansStream;

/// <summary>How a job runs under a host; checked when the host starts.</summary>
public sealed class StreamingJobOptions
{
    /// <summary>How often a batch is cut.</summary>
    /// <value>The default is one second. At least one millisecond, whole milliseconds.</value>
    public TimeSpan BatchInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What <see cref="IStreamingJob.Define"/> is given.</summary>
    /// <value>The default has none.</value>
    public JobArguments Arguments { get; set; } = JobArguments.Empty;

    /// <summary>How the job's context runs.</summary>
    /// <value>The default takes loggers, meters, services and the clock (a registered <see cref="TimeProvider"/>) from the host and the
    /// job's name from its class.</value>
    public StreamingContextOptions Context { get; set; } = new();

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsValidationException">A value breaks its rule; the message names each key, its value and the rule.</exception>
    internal void Validate(string job)
    {
        var failures = new List<string>();
        if (BatchInterval < TimeSpan.FromMilliseconds(1) || BatchInterval.Ticks % TimeSpan.TicksPerMillisecond != 0)
        {
            failures.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{nameof(StreamingJobOptions)}.{nameof(BatchInterval)} is {BatchInterval}; it must be at least one millisecond and a whole number of them."));
        }

        Require(Arguments, nameof(Arguments), failures);
        Require(Context, nameof(Context), failures);
        try
        {
            Context?.Validate();
        }
        catch (ArgumentException error)
        {
            failures.Add(error.Message);
        }

        if (failures.Count > 0)
        {
            throw new OptionsValidationException(job, typeof(StreamingJobOptions), failures.Select(failure => $"Job {job}: {failure}"));
        }
    }

    private static void Require(object? value, string key, List<string> failures)
    {
        if (value is null)
        {
            failures.Add($"{nameof(StreamingJobOptions)}.{key} is null; it must not be null.");
        }
    }
}
