using System.IO.Compression;
using System.Reflection;
using System.Xml.Linq;
using OrleansStream.Tests;

namespace OrleansStream.Package.Tests;

/// <summary>The packages that need no Orleans, packed once into a directory of their own.</summary>
public sealed class PackedProjects : IAsyncLifetime
{
    /// <summary>The packages' ids, a test case each.</summary>
    public static TheoryData<string> Ids => [.. All];

    /// <summary>The packages' ids.</summary>
    internal static IReadOnlyList<string> All { get; } = ["OrleansStream.Core", "OrleansStream.Testing"];

    /// <summary>The version that every package has.</summary>
    internal static string Version { get; } = XElement.Load(Repository.PathTo("Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>The configuration that these tests, and so the projects, were built in.</summary>
    internal static string Configuration { get; } = typeof(PackedProjects).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    /// <summary>A directory that goes when the tests end.</summary>
    internal string Home { get; } = Directory.CreateTempSubdirectory("orleans-stream-packages-").FullName;

    /// <summary>Where the packages lie.</summary>
    internal string Feed => Path.Combine(Home, "feed");

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        foreach (string project in new[] { "src/Core/Core.csproj", "src/Testing/Testing.csproj", "src/Tool/Tool.csproj" })
        {
            await CommandLine.DotnetAsync(
                Repository.Root, new Dictionary<string, string>(), "pack", project, "--configuration", Configuration, "--no-build", "--output", Feed);
        }
    }

    /// <inheritdoc/>
    public Task DisposeAsync()
    {
        Directory.Delete(Home, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Opens a package (<c>nupkg</c>) or its symbols (<c>snupkg</c>).</summary>
    internal ZipArchive Open(string id, string extension) => ZipFile.OpenRead(Path.Combine(Feed, $"{id}.{Version}.{extension}"));
}
