using System.Reflection;

namespace OrleansStream.Packages;

/// <summary>Finds out, without loading anything, whether all that a package's assemblies refer to will be there.</summary>
internal static class PackageReferences
{
    /// <summary>Follows the references of the assembly with the jobs.</summary>
    /// <exception cref="JobPackageException">Something is neither in the package nor the host's, or is older there than what it was built against; all
    /// such are named.</exception>
    internal static void ThrowIfIncomplete(PackageListing listing, PackageFolder folder, HostAssemblies host)
    {
        string entry = Path.Join(folder.Path, listing.EntryAssembly);
        var problems = new List<string>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { Path.GetFileNameWithoutExtension(listing.EntryAssembly) };
        var open = new Queue<AssemblyFile>();
        open.Enqueue(AssemblyFile.TryRead(entry) ?? throw new JobPackageException($"Package {listing.Id}: '{listing.EntryAssembly}' is not a .NET assembly."));
        while (open.TryDequeue(out AssemblyFile? assembly))
        {
            foreach (AssemblyName reference in assembly.References)
            {
                string name = reference.Name!;
                if (host.Provide(name))
                {
                    if (host.VersionOf(name) is var has && has < reference.Version)
                    {
                        problems.Add($"{assembly.Name} was built against {name} {reference.Version}, and this host has {has}");
                    }
                }
                else if (seen.Add(name))
                {
                    if (folder.FindAssembly(name) is { } file && AssemblyFile.TryRead(file) is { } next)
                    {
                        open.Enqueue(next);
                    }
                    else if (!listing.OptionalAssemblies.Contains(name, StringComparer.OrdinalIgnoreCase))
                    {
                        problems.Add($"{assembly.Name} refers to {name} {reference.Version}, which is neither in the package nor a part of the host");
                    }
                }
            }
        }

        if (problems.Count > 0)
        {
            throw new JobPackageException(
                $"Package {Path.GetFileNameWithoutExtension(listing.EntryAssembly)} ({listing.Id[..12]}) cannot run here: {string.Join("; ", problems)}. "
                + $"Publish the project and submit that folder, or name what is never loaded in {nameof(JobPackageOptions)}.{nameof(JobPackageOptions.OptionalAssemblies)}.");
        }
    }
}
