using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansStream.Packages;

/// <summary>A package's code in this process, until it is disposed of and nothing uses its types any more.</summary>
internal sealed class LoadedPackage : IDisposable
{
    private readonly PackageListing _listing;
    private JobLoadContext? _context;
    private Dictionary<string, Type>? _jobs;

    /// <summary>Loads the assembly that holds the jobs.</summary>
    /// <param name="name">What to call its load context, in dumps and errors.</param>
    /// <param name="listing">The package.</param>
    /// <param name="folder">Where its files are.</param>
    /// <param name="host">What it gets from this process.</param>
    /// <exception cref="JobPackageException">It cannot be loaded.</exception>
    internal LoadedPackage(string name, PackageListing listing, PackageFolder folder, HostAssemblies host)
    {
        _listing = listing;
        _context = new JobLoadContext(name, folder, host);
        try
        {
            Assembly entry = _context.LoadFromAssemblyPath(Path.Join(folder.Path, listing.EntryAssembly));
            _jobs = entry.GetTypes()
                .Where(type => type is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false } && type.IsAssignableTo(typeof(IStreamingJob)))
                .ToDictionary(type => type.FullName!);
        }
        catch (Exception error) when (error is BadImageFormatException or IOException or ReflectionTypeLoadException or TypeLoadException)
        {
            Dispose();
            string cause = error is ReflectionTypeLoadException { LoaderExceptions: [{ } first, ..] } ? first.Message : error.Message;
            throw new JobPackageException($"Package {listing.Id}: the classes of '{listing.EntryAssembly}' cannot be loaded: {cause}", error);
        }
    }

    /// <summary>The full names of the job classes, ordered.</summary>
    internal IEnumerable<string> JobClasses => Jobs.Keys.Order(StringComparer.Ordinal);

    private Dictionary<string, Type> Jobs => _jobs ?? throw new ObjectDisposedException(nameof(LoadedPackage));

    /// <summary>The full name of a job class.</summary>
    /// <param name="name">The full name, or the last part of it if that is enough to tell it; null where there is only one.</param>
    /// <exception cref="JobPackageException">There is none, or there are several.</exception>
    internal string Resolve(string? name)
    {
        string[] named =
        [
            .. JobClasses.Where(full => name is null || full == name || full.EndsWith("." + name, StringComparison.Ordinal) || full.EndsWith("+" + name, StringComparison.Ordinal)),
        ];
        return named.Length == 1 ? named[0]
            : named.Contains(name) ? name!
            : throw new JobPackageException((named.Length, name) switch
            {
                (_, null) when named.Length > 0 => $"'{_listing.EntryAssembly}' has several jobs; name one of {string.Join(", ", named)}.",
                (0, _) when _jobs!.Count == 0 => $"'{_listing.EntryAssembly}' has no job: no class in it implements {nameof(IStreamingJob)}.",
                (0, _) => $"'{_listing.EntryAssembly}' has no job class '{name}'; it has {string.Join(", ", JobClasses)}.",
                _ => $"'{name}' names several job classes of '{_listing.EntryAssembly}': {string.Join(", ", named)}.",
            });
    }

    /// <summary>Makes a job.</summary>
    /// <param name="jobClass">Its class; see <see cref="Resolve"/>.</param>
    /// <param name="services">What its constructor may ask for.</param>
    /// <exception cref="JobPackageException">There is no such class.</exception>
    internal IStreamingJob Create(string? jobClass, IServiceProvider services) =>
        (IStreamingJob)ActivatorUtilities.CreateInstance(services, Jobs[Resolve(jobClass)]);

    /// <summary>Tells whether the code is still in memory, without keeping it there.</summary>
    internal WeakReference Watch() => new(_context ?? throw new ObjectDisposedException(nameof(LoadedPackage)));

    /// <summary>Lets go of the code: it leaves memory when the last object of its types has.</summary>
    public void Dispose()
    {
        _jobs = null;
        _context?.Unload();
        _context = null;
    }
}
