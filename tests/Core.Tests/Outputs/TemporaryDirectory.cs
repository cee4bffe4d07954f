namespace OrleansStream.Core.Tests.Outputs;

/// <summary>A directory of a test's own, removed after it.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    internal string Root { get; } = Directory.CreateTempSubdirectory("orleans-stream-").FullName;

    /// <summary>Everything there is, hidden or not, relative to the root, in order; directories end with a slash.</summary>
    internal string[] Everything() =>
    [
        .. Directory.EnumerateFileSystemEntries(Root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/') + (Directory.Exists(path) ? "/" : ""))
            .Order(StringComparer.Ordinal),
    ];

    internal string this[string relative] => Path.Join(Root, relative);

    internal string Read(string relative) => File.ReadAllText(this[relative]);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
