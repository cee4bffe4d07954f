using System.Runtime.Loader;

namespace OrleansStream.Silo;

/// <summary>Job classes from assemblies that the configuration names.</summary>
internal static class JobAssemblies
{
    /// <summary>Loads an assembly with what lies beside it, and finds its job classes: public, not abstract, with a constructor without parameters.</summary>
    /// <exception cref="InvalidDataException">It is no assembly of .NET, or there is no job in it.</exception>
    internal static IReadOnlyList<Type> Load(string path)
    {
        string full = Path.GetFullPath(path);
        var dependencies = new AssemblyDependencyResolver(full);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            dependencies.ResolveAssemblyToPath(name) is { } found ? context.LoadFromAssemblyPath(found) : null;
        try
        {
            Type[] jobs =
            [
                .. AssemblyLoadContext.Default.LoadFromAssemblyPath(full).GetExportedTypes()
                    .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IStreamingJob)) && type.GetConstructor([]) is not null),
            ];
            return jobs.Length > 0
                ? jobs
                : throw new InvalidDataException($"'{full}' has no public class that implements {nameof(IStreamingJob)} and has a constructor without parameters.");
        }
        catch (Exception error) when (error is BadImageFormatException or FileLoadException or FileNotFoundException or TypeLoadException)
        {
            throw new InvalidDataException($"'{full}' cannot be loaded: {error.Message}", error);
        }
    }
}
