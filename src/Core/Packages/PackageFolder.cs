using System.Runtime.InteropServices;

namespace OrleansStream.Packages;

/// <summary>Where the files of a package that lies in a folder are found.</summary>
/// <param name="path">The folder.</param>
internal sealed class PackageFolder(string path)
{
    /// <summary>Where builds put what differs between operating systems and processors.</summary>
    internal const string RuntimesFolder = "runtimes";

    // What is made for this system exactly comes before what is made for its family.
    private static readonly string[] Platforms =
    [
        RuntimeInformation.RuntimeIdentifier,
        OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux",
        OperatingSystem.IsWindows() ? "any" : "unix",
        "any",
    ];

    internal string Path => path;

    /// <summary>The file of an assembly, or null.</summary>
    internal string? FindAssembly(string name) =>
        Platforms.Select(platform => System.IO.Path.Join(path, RuntimesFolder, platform, "lib"))
            .Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder).OrderDescending(StringComparer.Ordinal))
            .Append(path)
            .Select(folder => System.IO.Path.Join(folder, name + ".dll"))
            .FirstOrDefault(File.Exists);

    /// <summary>The file of an assembly's resources in a language, or null.</summary>
    internal string? FindResources(string name, string language) =>
        System.IO.Path.Join(path, language, name + ".dll") is var file && File.Exists(file) ? file : null;

    /// <summary>The file of a native library, or null.</summary>
    /// <param name="name">As code names it: with or without what systems put before and after.</param>
    internal string? FindNative(string name)
    {
        string suffix = OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
        return Platforms.Select(platform => System.IO.Path.Join(path, RuntimesFolder, platform, "native"))
            .Append(path)
            .SelectMany(folder => new[] { name, name + suffix, "lib" + name, "lib" + name + suffix }.Select(file => System.IO.Path.Join(folder, file)))
            .FirstOrDefault(File.Exists);
    }
}
