using System.CommandLine;

namespace OrleansStream.Tool;

/// <summary>The command line of <c>orleans-stream submit</c>.</summary>
internal static class SubmitCommand
{
    private static readonly Argument<string> Path = new("path")
    {
        Description = "The assembly that has the job, with what it needs beside it; or a folder that dotnet publish has made.",
    };

    private static readonly System.CommandLine.Option<string?> Class = JobOptions.Class();

    private static readonly System.CommandLine.Option<string?> Name = new("--name")
    {
        Description = "The job's name, unique in the cluster; else the name of its class.",
        HelpName = "name",
    };

    private static readonly System.CommandLine.Option<string?> Interval = new("--interval")
    {
        Description = "How often a batch is cut: 500ms, 1s, 2m; else one second.",
        HelpName = "duration",
    };

    private static readonly System.CommandLine.Option<int?> Partitions = JobOptions.Partitions();

    private static readonly System.CommandLine.Option<string?> FromSavepoint = new("--from-savepoint")
    {
        Description = "The savepoint that the job begins with: a full path as the silos see it, or a name in the cluster's storage.",
        HelpName = "place",
    };

    private static readonly System.CommandLine.Option<int> StateHistory = new("--state-history")
    {
        Description = "How many committed batches before the last one its states can be asked of; else none.",
        HelpName = "n",
    };

    private static readonly System.CommandLine.Option<string[]> Named = JobOptions.Argument();
    private static readonly Argument<string[]> Rest = JobOptions.Rest();

    internal static Command Create(TextWriter output) => ClusterCommand.Create(
        "submit",
        "Has a job run on a cluster, and sends its code there. A job that was stopped or has failed goes on from its checkpoint.",
        [Path, Rest, Class, Name, Interval, Partitions, FromSavepoint, StateHistory, Named],
        async (parsed, client, format, stop) =>
        {
            var defaults = new JobSettings();
            var settings = new JobSettings
            {
                Name = parsed.GetValue(Name),
                BatchInterval = parsed.GetValue(Interval) is { } interval ? JobArguments.Empty.With("interval", interval).Get<TimeSpan>("interval") : defaults.BatchInterval,
                Partitions = parsed.GetValue(Partitions) ?? defaults.Partitions,
                FromSavepoint = parsed.GetValue(FromSavepoint),
                StateHistory = parsed.GetValue(StateHistory),
            };
            IReadOnlyDictionary<string, string>? arguments = JobOptions.ArgumentsOf(parsed.GetValue(Named), parsed.GetValue(Rest));
            JobPackage package = JobPackage.FromPath(parsed.GetValue(Path)!);
            JobInfo job;
            using (var display = new UploadDisplay(package))
            {
                job = await client.SubmitAsync(package, parsed.GetValue(Class), arguments, settings, display, stop).ConfigureAwait(false);
            }

            return await JobReport.WriteAsync(job, $"Job '{job.Name}' runs: {JobReport.Setting(job)}.", format, output).ConfigureAwait(false);
        });
}
