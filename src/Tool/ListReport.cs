using System.Text.Json.Nodes;
using OrleansStream.Checkpoints;

namespace OrleansStream.Tool;

/// <summary>What is in a checkpoint.</summary>
internal static class ListReport
{
    internal static async Task<int> WriteAsync(CheckpointInspector checkpoint, bool json, TextWriter output, CancellationToken stop)
    {
        var keys = new Dictionary<string, long?>(StringComparer.Ordinal);
        foreach (StoredOperator one in checkpoint.Operators)
        {
            keys[one.Name] = await TryCountAsync(checkpoint, one.Name, stop).ConfigureAwait(false);
        }

        if (json)
        {
            await output.WriteLineAsync(JsonText.IndentedOf(Json(checkpoint, keys))).ConfigureAwait(false);
            return ExitCode.Success;
        }

        string open = checkpoint.Open.Count == 0 ? "none open" : FormattableString.Invariant($"{checkpoint.Open.Count} sealed and open");
        await output.WriteLineAsync(FormattableString.Invariant(
            $"{(checkpoint.IsSavepoint ? "Savepoint" : "Checkpoint")}, committed up to {JsonText.Of(checkpoint.Committed)}, {open}; a batch every {checkpoint.BatchInterval.TotalMilliseconds} ms, epoch {checkpoint.Epoch}, {checkpoint.KeyGroups} key groups, code version {(checkpoint.CodeVersion.Length == 0 ? "unknown" : checkpoint.CodeVersion)}")).ConfigureAwait(false);
        foreach (Table table in Tables(checkpoint, keys))
        {
            await table.WriteAsync(output).ConfigureAwait(false);
        }

        return ExitCode.Success;
    }

    /// <summary>How many keys there are, or null if that cannot be said.</summary>
    private static async Task<long?> TryCountAsync(CheckpointInspector checkpoint, string name, CancellationToken stop)
    {
        try
        {
            return await checkpoint.CountKeysAsync(name, stop).ConfigureAwait(false);
        }
        catch (CheckpointException)
        {
            // What is damaged is the verification's to say; the rest can be shown all the same.
            return null;
        }
    }

    private static IEnumerable<Table> Tables(CheckpointInspector checkpoint, Dictionary<string, long?> keys)
    {
        var operators = new Table("Operators", "name", "keys", "entries", "bytes", "objects", "changed by", "key", "state");
        foreach (StoredOperator one in checkpoint.Operators)
        {
            operators.Add(
                one.Name, keys[one.Name] is { } count ? count : "?", one.Entries, one.Bytes, one.Snapshots + one.Changes, JsonText.Of(one.Version), one.KeyType ?? "?", one.StateType ?? "?");
        }

        yield return operators;

        var sources = new Table("Sources", "name", "last batch", "records", "what it held");
        foreach (BatchSeal one in checkpoint.Sources)
        {
            sources.Add(one.Seal.Source, JsonText.Of(one.Time), one.Seal.Records, one.Seal.Description);
        }

        yield return sources;

        var open = new Table("Open batches", "batch", "attempt", "source", "records", "what it holds");
        foreach ((StoredBatch batch, SourceSeal seal) in checkpoint.Open.SelectMany(batch => batch.Sources.Select(seal => (batch, seal))))
        {
            open.Add(JsonText.Of(batch.Time), batch.Attempt, seal.Source, seal.Records, seal.Description);
        }

        yield return open;

        var accumulators = new Table("Accumulators", "name", "bytes in the head", "object");
        foreach (StoredValue one in checkpoint.Accumulators)
        {
            accumulators.Add(one.Name, one.Bytes, one.ObjectName ?? "");
        }

        yield return accumulators;

        var unpublished = new Table("Outputs that may not have been published", "name");
        foreach (string one in checkpoint.Unpublished)
        {
            unpublished.Add(one);
        }

        yield return unpublished;
    }

    private static JsonObject Json(CheckpointInspector checkpoint, Dictionary<string, long?> keys) => new()
    {
        ["kind"] = checkpoint.IsSavepoint ? "savepoint" : "checkpoint",
        ["committed"] = JsonText.Of(checkpoint.Committed),
        ["batchIntervalMs"] = checkpoint.BatchInterval.TotalMilliseconds,
        ["epoch"] = checkpoint.Epoch,
        ["keyGroups"] = checkpoint.KeyGroups,
        ["codeVersion"] = checkpoint.CodeVersion,
        ["operators"] = new JsonArray([.. checkpoint.Operators.Select(one => new JsonObject
        {
            ["name"] = one.Name,
            ["keys"] = keys[one.Name],
            ["entries"] = one.Entries,
            ["bytes"] = one.Bytes,
            ["objects"] = one.Snapshots + one.Changes,
            ["version"] = JsonText.Of(one.Version),
            ["keyType"] = one.KeyType,
            ["stateType"] = one.StateType,
            ["keyIdentity"] = one.KeyIdentity,
        })]),
        ["sources"] = new JsonArray([.. checkpoint.Sources.Select(one => Json(one.Time, one.Seal))]),
        ["open"] = new JsonArray([.. checkpoint.Open.Select(batch => new JsonObject
        {
            ["batch"] = JsonText.Of(batch.Time),
            ["attempt"] = batch.Attempt,
            ["sources"] = new JsonArray([.. batch.Sources.Select(seal => Json(batch.Time, seal))]),
        })]),
        ["accumulators"] = new JsonArray([.. checkpoint.Accumulators.Select(one => new JsonObject { ["name"] = one.Name, ["bytes"] = one.Bytes, ["object"] = one.ObjectName })]),
        ["unpublished"] = new JsonArray([.. checkpoint.Unpublished.Select(one => JsonValue.Create(one))]),
    };

    private static JsonObject Json(BatchTime time, SourceSeal seal) => new()
    {
        ["name"] = seal.Source,
        ["batch"] = JsonText.Of(time),
        ["records"] = seal.Records,
        ["description"] = seal.Description,
    };
}
