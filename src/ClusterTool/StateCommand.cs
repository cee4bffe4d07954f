using System.CommandLine;
using System.Text.Json.Nodes;

namespace OrleansStream.Tool;

/// <summary>The command line of <c>orleans-stream state</c>.</summary>
internal static class StateCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The job's name." };

    private static readonly Argument<string> Operator = new("operator") { Description = "The operator that keeps the state, as the job has named it." };

    private static readonly Argument<string> Key = new("key") { Description = "The key: text, a number, or whatever else can be read from text." };

    internal static Command Create(TextWriter output) => new("state", "Asks running jobs for their state.")
    {
        ClusterCommand.Create(
            "get",
            "Shows the state of a key at the last committed batch, as JSON. Ends with 1 if the key has none.",
            [Name, Operator, Key],
            async (parsed, client, format, stop) =>
            {
                StateJson state = await client.GetStateAsync(
                    parsed.GetValue(Name)!, parsed.GetValue(Operator)!, parsed.GetValue(Key)!, stop).ConfigureAwait(false);
                if (format == OutputFormat.Json)
                {
                    await output.WriteLineAsync(JsonText.Of(new JsonObject
                    {
                        ["batch"] = state.BatchTime.Milliseconds,
                        ["found"] = state.Found,
                        ["state"] = state.State,
                    })).ConfigureAwait(false);
                }
                else if (state.Found)
                {
                    await output.WriteLineAsync(JsonText.Of(state.State)).ConfigureAwait(false);
                }
                else
                {
                    await parsed.InvocationConfiguration.Error.WriteLineAsync(
                        $"The key has no state at batch {state.BatchTime}.").ConfigureAwait(false);
                }

                return state.Found ? ExitCode.Success : ExitCode.Failure;
            }),
    };
}
