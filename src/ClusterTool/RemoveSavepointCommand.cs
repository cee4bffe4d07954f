using System.CommandLine;
using System.Text.Json.Nodes;

namespace OrleansStream.Tool;

/// <summary>The command line of <c>orleans-stream remove-savepoint</c>.</summary>
internal static class RemoveSavepointCommand
{
    private static readonly Argument<string> Place = new("place")
    {
        Description = "Where the savepoint is: the full path of a directory as the silos see it, or a name in the cluster's storage.",
    };

    internal static Command Create(TextWriter output) => ClusterCommand.Create(
        "remove-savepoint",
        "Removes a savepoint. Jobs that have started from it go on.",
        [Place],
        async (parsed, client, format, stop) =>
        {
            string place = parsed.GetValue(Place)!;
            if (!await client.RemoveSavepointAsync(place, stop).ConfigureAwait(false))
            {
                await parsed.InvocationConfiguration.Error.WriteLineAsync($"There is no savepoint in '{place}'.").ConfigureAwait(false);
                return ExitCode.Failure;
            }

            await output.WriteLineAsync(
                format == OutputFormat.Json ? JsonText.IndentedOf(new JsonObject { ["savepoint"] = place, ["isRemoved"] = true }) : $"Savepoint '{place}' is removed.").ConfigureAwait(false);
            return ExitCode.Success;
        });
}
