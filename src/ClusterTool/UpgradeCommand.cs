using System.CommandLine;

namespace OrleansStream.Tool;

/// <summary>The command line of <c>orleans-stream upgrade</c>.</summary>
internal static class UpgradeCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The job's name." };

    private static readonly Argument<string> Path = new("path")
    {
        Description = "The assembly that has the next version, with what it needs beside it; or a folder that dotnet publish has made.",
    };

    private static readonly System.CommandLine.Option<string?> Class = JobOptions.Class();
    private static readonly System.CommandLine.Option<int?> Partitions = JobOptions.Partitions();
    private static readonly System.CommandLine.Option<string[]> Named = JobOptions.Argument();
    private static readonly Argument<string[]> Rest = JobOptions.Rest();

    internal static Command Create(TextWriter output) => ClusterCommand.Create(
        "upgrade",
        "Has another version of a job go on where it is. Class, partitions and arguments stay as they are unless they are given; arguments are replaced as a whole.",
        [Name, Path, Rest, Class, Partitions, Named],
        async (parsed, client, format, stop) =>
        {
            string name = parsed.GetValue(Name)!;
            JobPackage package = JobPackage.FromPath(parsed.GetValue(Path)!);
            var upgrade = new JobUpgrade
            {
                Package = package,
                JobClass = parsed.GetValue(Class),
                Partitions = parsed.GetValue(Partitions),
                Arguments = JobOptions.ArgumentsOf(parsed.GetValue(Named), parsed.GetValue(Rest)),
            };
            JobInfo? job;
            using (var display = new UploadDisplay(package))
            {
                job = await client.UpgradeAsync(name, upgrade, display, stop).ConfigureAwait(false);
            }

            return job is null
                ? await ClusterCommand.NoJobAsync(parsed, name).ConfigureAwait(false)
                : await JobReport.WriteAsync(job, $"Job '{name}' goes on as {JobReport.Setting(job)}.", format, output).ConfigureAwait(false);
        });
}
