using System.CommandLine;

namespace OrleansStream.Tool;

/// <summary>The command line of <c>orleans-stream stop</c>.</summary>
internal static class StopCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The job's name." };

    private static readonly System.CommandLine.Option<bool> Now = new("--now")
    {
        Description = "Drop what has arrived and is in no batch that is committed, rather than finish batches of it first.",
    };

    internal static Command Create(TextWriter output) => ClusterCommand.Create(
        "stop",
        "Stops a job, and waits until it has stopped. It goes on from its checkpoint when it is submitted again.",
        [Name, Now],
        async (parsed, client, format, stop) =>
        {
            string name = parsed.GetValue(Name)!;
            return await client.StopAsync(name, graceful: !parsed.GetValue(Now), stop).ConfigureAwait(false) is { } job
                ? await JobReport.WriteAsync(job, job.State == JobState.Failed ? $"Job '{name}' has failed: {job.Error}" : $"Job '{name}' has stopped.", format, output).ConfigureAwait(false)
                : await ClusterCommand.NoJobAsync(parsed, name).ConfigureAwait(false);
        });
}
