using System.Security.Cryptography;

namespace OrleansStream.Packages;

/// <summary>Finds the files of a package on the disk.</summary>
internal static class PackageBuilder
{
    private const string EngineName = "OrleansStream.Core";

    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };

    /// <summary>Makes a package of an assembly and what it needs, or of all of a folder.</summary>
    /// <exception cref="JobPackageException">There is nothing, or not what a package is made of.</exception>
    internal static JobPackage Build(string path, JobPackageOptions options)
    {
        (string folder, string entry, IEnumerable<string> files) =
            File.Exists(path) ? (Path.GetDirectoryName(path)!, Path.GetFileName(path), FilesOf(path))
            : Directory.Exists(path) ? (path, EntryOf(path), Directory.EnumerateFiles(path, "*", Everything))
            : throw new JobPackageException($"There is neither an assembly nor a folder at '{path}'.");

        IEnumerable<PackageFile> kept = files
            .Where(file => !file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || !IsOnEverySilo(Path.GetFileNameWithoutExtension(file)))
            .Select(file => Describe(folder, file));
        return new JobPackage(PackageListing.Create(entry, options.OptionalAssemblies, kept), folder);
    }

    /// <summary>Whether an assembly would only be sent in vain. Other parts of OrleansStream that this process has, such as connectors, a silo need
    /// not have.</summary>
    private static bool IsOnEverySilo(string name) => HostAssemblies.OfThisProcess.Provide(name)
        && (!name.StartsWith("OrleansStream.", StringComparison.OrdinalIgnoreCase) || name.Equals(EngineName, StringComparison.OrdinalIgnoreCase));

    private static PackageFile Describe(string folder, string file)
    {
        using FileStream content = File.OpenRead(file);
        return new PackageFile(
            Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'), content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    /// <summary>An assembly, those beside it that it needs, their symbols and resources, and native libraries.</summary>
    private static HashSet<string> FilesOf(string entry)
    {
        string folder = Path.GetDirectoryName(entry)!;
        AssemblyFile first = AssemblyFile.TryRead(entry) ?? throw new JobPackageException($"'{entry}' is not a .NET assembly.");
        var found = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var open = new Stack<(string Path, AssemblyFile Assembly)>([(entry, first)]);
        while (open.TryPop(out (string Path, AssemblyFile Assembly) next))
        {
            if (!found.Add(next.Path))
            {
                continue;
            }

            foreach (string name in next.Assembly.References.Select(reference => reference.Name!))
            {
                string beside = Path.Join(folder, name + ".dll");
                if (!IsOnEverySilo(name) && File.Exists(beside) && AssemblyFile.TryRead(beside) is { } assembly)
                {
                    open.Push((beside, assembly));
                }
            }
        }

        IEnumerable<string> companions = found.SelectMany(path => new[] { Path.ChangeExtension(path, ".pdb") }.Where(File.Exists)
            .Concat(Directory.EnumerateFiles(folder, Path.GetFileNameWithoutExtension(path) + ".resources.dll", Everything)));
        string natives = Path.Join(folder, PackageFolder.RuntimesFolder);
        return found.Concat(companions).Concat(Directory.Exists(natives) ? Directory.EnumerateFiles(natives, "*", Everything) : []).ToHashSet();
    }

    /// <summary>The assembly of a folder that holds the jobs.</summary>
    private static string EntryOf(string folder)
    {
        string[] candidates =
        [
            .. Directory.EnumerateFiles(folder, "*.dll")
                .Where(path => !HostAssemblies.OfThisProcess.Provide(Path.GetFileNameWithoutExtension(path))
                    && AssemblyFile.TryRead(path)?.References.Any(reference => reference.Name == EngineName) == true)
                .Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal),
        ];

        // A published project leaves a description of what its own assembly depends on.
        string[] described = [.. candidates.Where(name => File.Exists(Path.Join(folder, Path.ChangeExtension(name, ".deps.json"))))];
        return (candidates.Length, described.Length) switch
        {
            (1, _) => candidates[0],
            (_, 1) => described[0],
            (0, _) => throw new JobPackageException($"No assembly in '{folder}' refers to {EngineName}, so none can hold a job."),
            _ => throw new JobPackageException(
                $"Several assemblies in '{folder}' may hold the jobs: {string.Join(", ", candidates)}. Name the one instead of the folder, or publish its project."),
        };
    }
}
