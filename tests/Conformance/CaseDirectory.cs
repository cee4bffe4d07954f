using System.Collections.Concurrent;

namespace OrleansStream.Conformance;

/// <summary>Directories that cases read, made once in a process and removed when it ends.</summary>
internal static class CaseDirectory
{
    private static readonly ConcurrentDictionary<string, Lazy<string>> Made = new(StringComparer.Ordinal);
    private static readonly Lazy<string> Root = new(MakeRoot);

    /// <summary>The directory of a name, filled at the first call.</summary>
    internal static string Get(string name, Action<string> fill) =>
        Made.GetOrAdd(name, static (_, fill) => new Lazy<string>(() =>
        {
            string directory = Directory.CreateDirectory(Path.Join(Root.Value, Guid.NewGuid().ToString("N"))).FullName;
            fill(directory);
            return directory;
        }), fill).Value;

    private static string MakeRoot()
    {
        string root = Directory.CreateTempSubdirectory("orleans-stream-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(root, recursive: true);
        return root;
    }
}
