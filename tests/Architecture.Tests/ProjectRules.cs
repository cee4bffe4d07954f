namespace OrleansStream.Architecture.Tests;

/// <summary>Which room may see which: the arrows between projects.</summary>
internal static class ProjectRules
{
    internal const string Orleans = "Microsoft.Orleans.";

    // A room is a directory, or with a star every directory under it. Rooms that are missing here may not be opened.
    private static readonly (string Room, string[] Sees)[] Table =
    [
        ("src/Core", []),
        ("src/Testing", ["src/Core"]),
        ("src/Tool", ["src/Core", "src/Connectors/*"]),
        ("src/Connectors/*", ["src/Core"]),
        ("src/Dashboard", ["src/Core"]),
        ("src/Interfaces", ["src/Core"]),
        ("src/Streams", ["src/Core"]),
        ("src/Grains", ["src/Interfaces", "src/Core", "src/Streams"]),
        ("src/Client", ["src/Interfaces", "src/Core"]),
        ("src/ClusterTool", ["src/Client", "src/Connectors/*"]),
        ("src/Silo", ["src/Core", "src/Connectors/*", "src/Dashboard", "src/Interfaces", "src/Streams", "src/Grains", "src/Client"]),
        ("samples/*", ["src/Core", "src/Testing", "src/Connectors/*"]),
        ("benchmarks", ["src/Core", "src/Testing", "src/Connectors/*"]),
        ("benchmarks/Kafka", ["src/Connectors/Kafka"]),
        ("benchmarks/Cluster", ["src/Grains", "src/Client"]),
        ("tests/*", ["src/*", "samples/*", "benchmarks", "tests/*"]),
    ];

    private static readonly string[] WithoutOrleans = ["src/Core", "src/Testing", "src/Tool", "src/Connectors/*", "src/Dashboard", "samples/*", "benchmarks"];

    /// <summary>Every reference that the table does not allow, as a sentence.</summary>
    internal static IEnumerable<string> Violations(ProjectFile project)
    {
        string[]? sees = Table.Where(row => IsIn(project.Directory, row.Room)).Select(row => row.Sees).FirstOrDefault();
        if (sees is null)
        {
            yield return $"{project.Path} is in no known room; add it to {nameof(ProjectRules)}.";
            yield break;
        }

        foreach (string reference in project.Projects)
        {
            string target = Path.GetDirectoryName(reference)!.Replace('\\', '/');
            if (!sees.Any(room => IsIn(target, room)))
            {
                yield return $"{project.Directory} must not see {target}.";
            }
        }

        foreach (string package in project.Packages.Where(package => package.StartsWith(Orleans, StringComparison.OrdinalIgnoreCase)))
        {
            if (WithoutOrleans.Any(room => IsIn(project.Directory, room)))
            {
                yield return $"{project.Directory} must not reference {package}.";
            }
        }
    }

    private static bool IsIn(string directory, string room) =>
        room.EndsWith("/*", StringComparison.Ordinal) ? directory.StartsWith(room[..^1], StringComparison.Ordinal) : directory == room;
}
