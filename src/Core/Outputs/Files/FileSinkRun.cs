using System.Text.Json;

namespace OrleansStream.Outputs;

/// <summary>What <c>_SUCCESS</c> says.</summary>
internal static class FileSinkRun
{
    /// <summary>Which run of which batch this is.</summary>
    internal static string Describe(SinkBatch batch, IReadOnlyList<FileSinkPart> parts) =>
        JsonSerializer.Serialize(new
        {
            job = batch.Job,
            output = batch.Output,
            batch = batch.Time.Milliseconds,
            epoch = batch.Epoch,
            attempt = batch.Attempt,
            parts = parts.Count,
            bytes = parts.Sum(part => part.Length),
        }) + "\n";
}
