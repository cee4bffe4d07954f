using System.Reflection;

namespace OrleansStream.Packages;

/// <summary>The assemblies that jobs get from the process that runs them, whatever their package holds.</summary>
/// <remarks>
/// .NET itself, since its types go from job to engine and back; the engine with the libraries that its public API shows; and whatever else of
/// OrleansStream the process has. A job's other libraries are its own: another version of one that the host happens to use does no harm.
/// </remarks>
internal sealed class HostAssemblies
{
    private static readonly Lazy<HostAssemblies> Own = new(() => new HostAssemblies(
        ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), AppContext.BaseDirectory));

    private readonly Dictionary<string, string> _paths = new(StringComparer.OrdinalIgnoreCase);

    /// <param name="trusted">The files of all assemblies that the process may load by name.</param>
    /// <param name="application">The folder of the program itself.</param>
    internal HostAssemblies(IEnumerable<string> trusted, string application)
    {
        var programs = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        bool hasOwnRuntime = IsIn(typeof(object).Assembly.Location, application);
        foreach (string path in trusted)
        {
            string name = Path.GetFileNameWithoutExtension(path);
            bool isPrograms = IsIn(path, application) && !hasOwnRuntime && !name.StartsWith("OrleansStream.", StringComparison.OrdinalIgnoreCase);
            (isPrograms ? programs : _paths)[name] = path;
        }

        var open = new Stack<AssemblyName>(typeof(StreamingContext).Assembly.GetReferencedAssemblies());
        while (open.TryPop(out AssemblyName? reference))
        {
            if (programs.Remove(reference.Name!, out string? path))
            {
                _paths.Add(reference.Name!, path);
                foreach (AssemblyName next in AssemblyFile.TryRead(path)!.References)
                {
                    open.Push(next);
                }
            }
        }
    }

    /// <summary>Those of this process.</summary>
    internal static HostAssemblies OfThisProcess => Own.Value;

    /// <summary>Whether an assembly comes from the host.</summary>
    internal bool Provide(string name) => _paths.ContainsKey(name);

    /// <summary>The version that the host has of one that it provides.</summary>
    internal Version VersionOf(string name) => AssemblyName.GetAssemblyName(_paths[name]).Version!;

    private static bool IsIn(string path, string folder) =>
        string.Equals(Path.TrimEndingDirectorySeparator(Path.GetDirectoryName(path) ?? ""), Path.TrimEndingDirectorySeparator(folder), StringComparison.Ordinal);
}
