using System.CommandLine;
using System.Globalization;

namespace OrleansStream.Tool;

/// <summary>The command line of <c>orleans-stream status</c>.</summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    private static readonly Argument<string> Name = new("name") { Description = "The job's name." };

    private static readonly System.CommandLine.Option<bool> Watch = new("--watch", "-w") { Description = "Print a line every second, until the job has ended or Ctrl+C." };

    internal static Command Create(TextWriter output) => ClusterCommand.Create(
        "status",
        "Shows how a job stands. With --watch it ends with 1 if the job has failed.",
        [Name, Watch],
        async (parsed, client, format, stop) =>
        {
            string name = parsed.GetValue(Name)!;
            if (parsed.GetValue(Watch))
            {
                return await WatchAsync(parsed, client, name, format, output, stop).ConfigureAwait(false);
            }

            return await client.GetAsync(name, stop).ConfigureAwait(false) is { } job
                ? await JobReport.WriteAsync(job, Describe(job), format, output).ConfigureAwait(false)
                : await ClusterCommand.NoJobAsync(parsed, name).ConfigureAwait(false);
        });

    private static async Task<int> WatchAsync(
        ParseResult parsed, OrleansStreamClient client, string name, OutputFormat format, TextWriter output, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Turn, TimeProvider.System);
        try
        {
            while (true)
            {
                JobInfo? job = await client.GetAsync(name, stop).ConfigureAwait(false);
                if (job is null)
                {
                    return await ClusterCommand.NoJobAsync(parsed, name).ConfigureAwait(false);
                }

                await output.WriteLineAsync(format == OutputFormat.Json ? JsonText.Of(JobReport.JsonOf(job)) : Line(job)).ConfigureAwait(false);
                await output.FlushAsync(stop).ConfigureAwait(false);
                if (job.State is JobState.Stopped or JobState.Failed or JobState.Removing)
                {
                    return job.State == JobState.Failed ? ExitCode.Failure : ExitCode.Success;
                }

                await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Whoever watched has seen enough.
            return ExitCode.Success;
        }
    }

    private static string Line(JobInfo job)
    {
        string state = JobReport.Text(job.State);
        string progress = job.Progress is { } now
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{now.CommittedBatches:N0} batches committed, {now.OpenBatches} on their way, {JobReport.Text(now.Lag)} behind, on {now.Silo}")
            : job.State == JobState.Running ? "no coordinator yet" : "";
        return string.Join("  ", new[] { TimeProvider.System.GetUtcNow().ToString("HH:mm:ss", CultureInfo.InvariantCulture), state, progress, job.Error ?? "" }.Where(part => part.Length > 0));
    }

    private static string Describe(JobInfo job)
    {
        var lines = new List<(string Key, string Value)>
        {
            ("state", JobReport.Text(job.State)),
            ("class", job.JobClass),
            ("package", job.Package ?? "none; the silos know the class"),
            ("interval", JobReport.Text(job.BatchInterval)),
            ("partitions", job.Partitions.ToString(CultureInfo.InvariantCulture)),
            ("submitted", JsonText.Of(job.SubmittedAt)),
        };
        if (job.Progress is { } progress)
        {
            lines.Add(("coordinator", string.Create(CultureInfo.InvariantCulture, $"{progress.Silo}, number {progress.Epoch}")));
            lines.Add(("batches", string.Create(
                CultureInfo.InvariantCulture,
                $"{progress.CommittedBatches:N0} committed, up to {JsonText.Of(progress.CommittedUpTo)}; {progress.OpenBatches} on their way")));
            lines.Add(("behind", JobReport.Text(progress.Lag)));
        }

        if (job.Error is { } error)
        {
            lines.Add(("error", error));
        }

        return string.Join(Environment.NewLine, lines.Select(line => $"{line.Key,-12}{line.Value}").Prepend($"{"job",-12}{job.Name}"));
    }
}
