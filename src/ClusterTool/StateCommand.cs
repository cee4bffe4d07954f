using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace OrleansStream.Tool;

/// <summary>The command line of <c>orleans-stream state</c>.</summary>
internal static class StateCommand
{
    private static readonly Argument<string> Name = new("name") { Description = "The job's name." };

    private static readonly Argument<string> Operator = new("operator") { Description = "The operator that keeps the state, as the job has named it." };

    private static readonly Argument<string> Key = new("key") { Description = "The key: text, a number, or whatever else can be read from text." };

    private static readonly System.CommandLine.Option<string?> Prefix = new("--prefix") { Description = "Only keys of text that begin with this.", HelpName = "text" };

    private static readonly System.CommandLine.Option<long> Limit = new("--limit")
    {
        Description = "How many keys at most; else all.",
        HelpName = "n",
        DefaultValueFactory = _ => long.MaxValue,
    };

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
        ClusterCommand.Create(
            "scan",
            "Prints keys with their states at the last committed batch, in no particular order: a line of JSON for each.",
            [Name, Operator, Prefix, Limit],
            async (parsed, client, _, stop) =>
            {
                long left = parsed.GetValue(Limit);
                ArgumentOutOfRangeException.ThrowIfNegative(left, Limit.Name);
                IAsyncEnumerable<StateEntryJson> entries = client.ScanStateAsync(parsed.GetValue(Name)!, parsed.GetValue(Operator)!, parsed.GetValue(Prefix), stop);
                await foreach (StateEntryJson entry in entries.ConfigureAwait(false))
                {
                    if (left-- == 0)
                    {
                        break;
                    }

                    await output.WriteLineAsync(
                        JsonText.Of(new JsonObject { ["key"] = entry.Key?.DeepClone(), ["state"] = entry.State?.DeepClone() }).AsMemory(), stop).ConfigureAwait(false);
                }

                return ExitCode.Success;
            }),
        ClusterCommand.Create(
            "size",
            "Shows how many keys an operator has, and about how many bytes they take.",
            [Name, Operator],
            async (parsed, client, format, stop) =>
            {
                StateSize size = await client.GetStateSizeAsync(parsed.GetValue(Name)!, parsed.GetValue(Operator)!, stop).ConfigureAwait(false);
                await output.WriteLineAsync(format == OutputFormat.Json
                    ? JsonText.IndentedOf(new JsonObject { ["batch"] = size.BatchTime.Milliseconds, ["keys"] = size.Keys, ["bytes"] = size.Bytes })
                    : string.Create(CultureInfo.InvariantCulture, $"{size.Keys:N0} keys, {size.Bytes:N0} bytes")).ConfigureAwait(false);
                return ExitCode.Success;
            }),
    };
}
