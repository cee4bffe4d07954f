using System.Text.Json.Nodes;
using OrleansStream.Checkpoints;

namespace OrleansStream.Tool;

/// <summary>Whether a checkpoint is as it was written.</summary>
internal static class VerifyReport
{
    internal static async Task<int> WriteAsync(CheckpointInspector checkpoint, bool json, TextWriter output, CancellationToken stop)
    {
        CheckpointReport report = await checkpoint.VerifyAsync(stop).ConfigureAwait(false);
        if (json)
        {
            await output.WriteLineAsync(JsonText.IndentedOf(Json(report))).ConfigureAwait(false);
        }
        else
        {
            foreach (CheckpointFault fault in report.Faults)
            {
                await output.WriteLineAsync($"{fault.Kind.ToString().ToLowerInvariant()}: {fault.ObjectName}: {fault.Message}").ConfigureAwait(false);
            }

            int damaged = report.Faults.Count(fault => fault.IsDamage);
            await output.WriteLineAsync(FormattableString.Invariant(
                $"Objects that a start needs: {report.Objects:N0}, of {report.Bytes:N0} bytes; {(damaged == 0 ? "all are as they were written" : FormattableString.Invariant($"damaged: {damaged:N0}"))}.")).ConfigureAwait(false);
        }

        return report.IsSound ? ExitCode.Success : ExitCode.Failure;
    }

    private static JsonObject Json(CheckpointReport report) => new()
    {
        ["sound"] = report.IsSound,
        ["objects"] = report.Objects,
        ["bytes"] = report.Bytes,
        ["faults"] = new JsonArray([.. report.Faults.Select(fault => new JsonObject
        {
            ["object"] = fault.ObjectName,
            ["kind"] = fault.Kind.ToString().ToLowerInvariant(),
            ["message"] = fault.Message,
        })]),
    };
}
