using System.CommandLine;
using System.Text.Json.Nodes;

namespace OrleansStream.Tool;

/// <summary>The command line of <c>orleans-stream remove</c>.</summary>
internal static class RemoveCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The job's name." };

    internal static Command Create(TextWriter output) => ClusterCommand.Create(
        "remove",
        "Removes a job that was stopped, or has failed, with its checkpoint. Savepoints stay.",
        [Name],
        async (parsed, client, format, stop) =>
        {
            string name = parsed.GetValue(Name)!;
            if (!await client.RemoveAsync(name, stop).ConfigureAwait(false))
            {
                return await ClusterCommand.NoJobAsync(parsed, name).ConfigureAwait(false);
            }

            await output.WriteLineAsync(
                format == OutputFormat.Json ? JsonText.IndentedOf(new JsonObject { ["name"] = name, ["isRemoved"] = true }) : $"Job '{name}' is removed.").ConfigureAwait(false);
            return ExitCode.Success;
        });
}
