using System.Xml.Linq;
using OrleansStream.Tests;

namespace OrleansStream.Architecture.Tests;

/// <summary>What a .csproj file says about other projects and packages; all paths relative to the root.</summary>
internal sealed record ProjectFile(string Path, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    /// <summary>The directory: <c>src/Core</c>, <c>tests/Core.Tests</c>.</summary>
    internal string Directory => System.IO.Path.GetDirectoryName(Path)!.Replace('\\', '/');

    /// <summary>Every project of the repository.</summary>
    internal static IReadOnlyList<ProjectFile> All { get; } =
        [.. Repository.Files("*.csproj").Select(path => Parse(path, File.ReadAllText(Repository.PathTo(path))))];

    internal static ProjectFile Parse(string path, string xml)
    {
        XElement root = XElement.Parse(xml);
        string home = Repository.PathTo(System.IO.Path.GetDirectoryName(path)!);
        return new ProjectFile(
            path,
            [.. Includes(root, "ProjectReference").Select(include =>
                System.IO.Path.GetRelativePath(Repository.Root, System.IO.Path.GetFullPath(System.IO.Path.Combine(home, include.Replace('\\', '/')))).Replace('\\', '/'))],
            [.. Includes(root, "PackageReference")]);
    }

    /// <summary>The values of all items of a kind in an MSBuild file.</summary>
    internal static IEnumerable<string> Includes(XElement root, string item) => root.Descendants(item)
        .SelectMany(element => ((string?)element.Attribute("Include") ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    /// <summary>This project and all that it references, directly or through others.</summary>
    internal IReadOnlyCollection<ProjectFile> Closure(IEnumerable<ProjectFile> all)
    {
        Dictionary<string, ProjectFile> byPath = all.ToDictionary(project => project.Path);
        HashSet<ProjectFile> seen = [this];
        Queue<ProjectFile> next = new(seen);
        while (next.TryDequeue(out ProjectFile? at))
        {
            foreach (string path in at.Projects)
            {
                if (byPath.TryGetValue(path, out ProjectFile? reference) && seen.Add(reference))
                {
                    next.Enqueue(reference);
                }
            }
        }

        return seen;
    }
}
