using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansStream.Tool;

/// <summary>How jobs stand, for people and for scripts.</summary>
internal static class JobReport
{
    /// <summary>Prints what was done to a job, or how it stands.</summary>
    /// <param name="job">The job.</param>
    /// <param name="sentence">What people are told.</param>
    /// <param name="format">How it is printed.</param>
    /// <param name="output">Where to.</param>
    internal static async Task<int> WriteAsync(JobInfo job, string sentence, OutputFormat format, TextWriter output)
    {
        await output.WriteLineAsync(format == OutputFormat.Json ? JsonText.IndentedOf(JsonOf(job)) : sentence).ConfigureAwait(false);
        return ExitCode.Success;
    }

    /// <summary>How a job runs: what it is, how often, over how many partitions.</summary>
    internal static string Setting(JobInfo job) => string.Create(
        CultureInfo.InvariantCulture,
        $"{job.JobClass}, a batch every {Text(job.BatchInterval)}, {job.Partitions} {(job.Partitions == 1 ? "partition" : "partitions")}{(job.Package is { } id ? $", package {id[..12]}" : "")}");

    /// <summary>A duration as people write it.</summary>
    internal static string Text(TimeSpan duration) => Math.Abs(duration.TotalSeconds) switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms"),
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.#} s"),
        _ => duration.ToString(@"d\.hh\:mm\:ss", CultureInfo.InvariantCulture),
    };

    internal static JsonObject JsonOf(JobInfo job) => new()
    {
        ["name"] = job.Name,
        ["state"] = Text(job.State),
        ["class"] = job.JobClass,
        ["package"] = job.Package,
        ["intervalMs"] = job.BatchInterval.TotalMilliseconds,
        ["partitions"] = job.Partitions,
        ["submittedAt"] = JsonText.Of(job.SubmittedAt),
        ["progress"] = job.Progress is { } progress ? JsonOf(progress) : null,
        ["error"] = job.Error,
    };

    internal static string Text(JobState state) => state.ToString().ToLowerInvariant();

    private static JsonObject JsonOf(JobProgress progress) => new()
    {
        ["silo"] = progress.Silo,
        ["epoch"] = progress.Epoch,
        ["committedBatches"] = progress.CommittedBatches,
        ["committedUpTo"] = JsonText.Of(progress.CommittedUpTo),
        ["openBatches"] = progress.OpenBatches,
        ["lagMs"] = Math.Round(progress.Lag.TotalMilliseconds),
    };
}
