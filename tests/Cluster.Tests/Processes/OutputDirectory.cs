using System.Globalization;

namespace OrleansStream.Cluster.Tests;

/// <summary>Where a job of another process puts numbers out.</summary>
internal sealed class OutputDirectory : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("orleans-stream-output-").FullName;

    internal string this[string name] => Path.Join(_home, name);

    /// <summary>The numbers of all batches that are published.</summary>
    internal long[] Numbers =>
    [
        .. Directory.EnumerateDirectories(_home)
            .Where(directory => File.Exists(Path.Join(directory, "_SUCCESS")))
            .SelectMany(directory => Directory.EnumerateFiles(directory, "part-*"))
            .SelectMany(File.ReadLines)
            .Select(line => long.Parse(line, CultureInfo.InvariantCulture)),
    ];

    public void Dispose() => Directory.Delete(_home, recursive: true);
}
