using System.Reflection;
using System.Runtime.Loader;

namespace OrleansStream.Packages;

/// <summary>The assemblies of one version of one job, apart from those of all other jobs and of the host.</summary>
internal sealed class JobLoadContext(string name, PackageFolder folder, HostAssemblies host) : AssemblyLoadContext(name, isCollectible: true)
{
    /// <remarks>The host's other assemblies are not looked into: a job must not work only because the host happens to use the same library.</remarks>
    /// <exception cref="FileNotFoundException">The package has no such assembly.</exception>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string simple = assemblyName.Name!;
        if (!string.IsNullOrEmpty(assemblyName.CultureName))
        {
            return folder.FindResources(simple, assemblyName.CultureName) is { } resources ? LoadFromAssemblyPath(resources) : null;
        }

        if (host.Provide(simple))
        {
            return null;
        }

        return folder.FindAssembly(simple) is { } path
            ? LoadFromAssemblyPath(path)
            : throw new FileNotFoundException($"'{assemblyName}' is not in the package of job {Name}.", simple + ".dll");
    }

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        folder.FindNative(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;
}
