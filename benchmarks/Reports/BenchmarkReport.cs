using System.Text.Json;
using System.Text.Json.Serialization;

namespace OrleansStream.Benchmarks;

/// <summary>A whole run, as --json writes it.</summary>
internal sealed record BenchmarkReport(HostFacts Host, ulong Seed, IReadOnlyList<WorkloadReport> Workloads)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Format) + "\n");
}
