using System.CommandLine;
using System.Text.Json.Nodes;

namespace OrleansStream.Tool;

/// <summary>The command line of <c>orleans-stream logs</c>.</summary>
internal static class LogsCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The job's name." };

    private static readonly System.CommandLine.Option<int> Tail = new("--tail")
    {
        Description = "How many of the newest entries to begin with.",
        HelpName = "n",
        DefaultValueFactory = _ => 1000,
    };

    private static readonly System.CommandLine.Option<bool> Follow = new("--follow", "-f") { Description = "Go on with what is logged from now on, until Ctrl+C." };

    internal static Command Create(TextWriter output) => ClusterCommand.Create(
        "logs",
        "Prints what the silos have logged about a job, and what it has printed itself.",
        [Name, Tail, Follow],
        async (parsed, client, format, stop) =>
        {
            string name = parsed.GetValue(Name)!;
            if (await client.GetAsync(name, stop).ConfigureAwait(false) is null)
            {
                return await ClusterCommand.NoJobAsync(parsed, name).ConfigureAwait(false);
            }

            try
            {
                await foreach (JobLogEntry entry in client.LogsAsync(name, parsed.GetValue(Tail), parsed.GetValue(Follow), stop).ConfigureAwait(false))
                {
                    await output.WriteLineAsync(format == OutputFormat.Json ? JsonText.Of(JsonOf(entry)) : Text(entry)).ConfigureAwait(false);
                    await output.FlushAsync(stop).ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Whoever followed has seen enough.
            }

            return ExitCode.Success;
        });

    private static string Text(JobLogEntry entry) =>
        $"{JsonText.Of(entry.Time)}  {entry.Level.ToString().ToLowerInvariant(),-11}  {entry.Silo}  {entry.Category}: {entry.Message}"
        + (entry.Exception is { } exception ? Environment.NewLine + exception : "");

    private static JsonObject JsonOf(JobLogEntry entry) => new()
    {
        ["time"] = JsonText.Of(entry.Time),
        ["level"] = entry.Level.ToString().ToLowerInvariant(),
        ["silo"] = entry.Silo,
        ["category"] = entry.Category,
        ["message"] = entry.Message,
        ["exception"] = entry.Exception,
    };
}
