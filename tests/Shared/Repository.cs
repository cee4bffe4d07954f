namespace OrleansStream.Tests;

/// <summary>The repository that the running tests belong to, found by walking up to the solution file.</summary>
internal static class Repository
{
    private static readonly string[] Skipped = [".git", "artifacts", "bin", "obj", ".vs", ".idea"];

    /// <summary>The directory that holds OrleansStream.sln.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>The full path of something named relative to the root with forward slashes.</summary>
    internal static string PathTo(string relative) => Path.GetFullPath(Path.Combine(Root, relative));

    /// <summary>Every file that is not a product of building, relative to the root, with forward slashes, sorted.</summary>
    /// <param name="pattern">A file name pattern such as <c>*.cs</c>.</param>
    /// <param name="under">A directory relative to the root.</param>
    internal static IReadOnlyList<string> Files(string pattern, string under = "")
    {
        List<string> found = [];
        Collect(PathTo(under), pattern, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    private static void Collect(string directory, string pattern, List<string> found)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        foreach (string file in Directory.EnumerateFiles(directory, pattern))
        {
            if (!Skipped.Contains(Path.GetFileName(file)))
            {
                found.Add(Path.GetRelativePath(Root, file).Replace('\\', '/'));
            }
        }

        foreach (string child in Directory.EnumerateDirectories(directory))
        {
            if (!Skipped.Contains(Path.GetFileName(child)))
            {
                Collect(child, pattern, found);
            }
        }
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "OrleansStream.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException($"No directory above {AppContext.BaseDirectory} holds OrleansStream.sln.");
    }
}
