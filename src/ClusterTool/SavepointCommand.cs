using System.CommandLine;
using System.Text.Json.Nodes;

namespace OrleansStream.Tool;

/// <summary>The command line of <c>orleans-stream savepoint</c>.</summary>
internal static class SavepointCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The job's name." };

    private static readonly Argument<string> Place = new("place")
    {
        Description = "Where the savepoint is to be: the full path of a directory as the silos see it, or a name in the cluster's storage.",
    };

    internal static Command Create(TextWriter output) => ClusterCommand.Create(
        "savepoint",
        "Copies what a job has committed, for other jobs to start from with submit --from-savepoint. A job that runs goes on meanwhile.",
        [Name, Place],
        async (parsed, client, format, stop) =>
        {
            (string name, string place) = (parsed.GetValue(Name)!, parsed.GetValue(Place)!);
            if (await client.SavepointAsync(name, place, stop).ConfigureAwait(false) is not { } batch)
            {
                return await ClusterCommand.NoJobAsync(parsed, name).ConfigureAwait(false);
            }

            await output.WriteLineAsync(
                format == OutputFormat.Json
                    ? JsonText.IndentedOf(new JsonObject { ["name"] = name, ["savepoint"] = place, ["batch"] = batch.Milliseconds })
                    : $"Job '{name}' is saved in '{place}', with all up to batch {batch}.").ConfigureAwait(false);
            return ExitCode.Success;
        });
}
