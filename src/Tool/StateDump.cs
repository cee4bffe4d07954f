using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansStream.Checkpoints;

namespace OrleansStream.Tool;

/// <summary>The keys and states of an operator, a line of JSON for each.</summary>
internal static class StateDump
{
    internal static async Task<int> WriteAsync(
        CheckpointInspector checkpoint, string? name, string prefix, long limit, TextWriter output, CancellationToken stop)
    {
        string chosen = name ?? (checkpoint.Operators is [var only]
            ? only.Name
            : throw new ArgumentException($"Say which one with --operator: {(checkpoint.Operators.Count == 0 ? "no operator has state" : string.Join(", ", checkpoint.Operators.Select(one => one.Name)))}."));
        IAsyncEnumerable<StoredEntry> entries = checkpoint.ReadStateAsync(chosen, stop);
        long left = limit;
        await foreach (StoredEntry entry in entries.ConfigureAwait(false))
        {
            if (left == 0)
            {
                break;
            }

            if (Text(entry.Key).StartsWith(prefix, StringComparison.Ordinal))
            {
                left--;
                var line = new JsonObject { ["key"] = entry.Key, ["state"] = entry.State, ["lastUsed"] = JsonText.Of(entry.LastUsed) };
                await output.WriteLineAsync(JsonText.Of(line).AsMemory(), stop).ConfigureAwait(false);
            }
        }

        return ExitCode.Success;
    }

    private static string Text(JsonNode? key) => key?.GetValueKind() == JsonValueKind.String ? key.GetValue<string>() : JsonText.Of(key);
}
