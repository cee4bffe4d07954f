using System.Reflection;

namespace OrleansStream.Architecture.Tests;

/// <summary>The assemblies that ship and need no Orleans package.</summary>
public static class ShippedAssemblies
{
    /// <summary>Their projects' directories.</summary>
    public static TheoryData<string> Names => [.. Projects];

    internal static IReadOnlyList<string> Projects { get; } =
        ["src/Core", "src/Testing", "src/Connectors/AzureBlobs", "src/Connectors/Databases", "src/Connectors/Formats", "src/Connectors/Kafka", "src/Connectors/S3", "src/Connectors/WebHdfs"];

    internal static Assembly Load(string project) => Assembly.Load("OrleansStream." + Path.GetFileName(project));
}
