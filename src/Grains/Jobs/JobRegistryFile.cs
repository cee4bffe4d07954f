using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansStream.Grains;

/// <summary>The stored form of the registry: JSON, so that whoever has the storage can read what runs there.</summary>
/// <param name="Format">The version of the form.</param>
/// <param name="Jobs">The jobs.</param>
/// <param name="RemovedRun">The highest run of jobs that were removed, or 0.</param>
internal sealed record JobRegistryFile(int Format, IReadOnlyList<JobEntry> Jobs, long RemovedRun = 0)
{
    private const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        IgnoreReadOnlyProperties = true,
        Converters = { new JsonStringEnumConverter() },
    };

    internal static byte[] Encode(IEnumerable<JobEntry> jobs, long removedRun) =>
        JsonSerializer.SerializeToUtf8Bytes(new JobRegistryFile(CurrentFormat, [.. jobs], removedRun), Json);

    /// <exception cref="CheckpointVersionException">A newer version has written it.</exception>
    /// <exception cref="CheckpointDamagedException">It is not as it was written.</exception>
    internal static JobRegistryFile Decode(byte[] content)
    {
        try
        {
            JobRegistryFile? file = JsonSerializer.Deserialize<JobRegistryFile>(content, Json);
            return file is { Format: CurrentFormat }
                ? file
                : throw new CheckpointVersionException(
                    $"The registry of jobs is stored in format {file?.Format}, and this program knows {CurrentFormat}. Use the version of OrleansStream that wrote it, or a newer one.");
        }
        catch (JsonException error)
        {
            throw new CheckpointDamagedException("The registry of jobs is damaged. Restore the storage from a copy that was taken as a whole.", error);
        }
    }
}
