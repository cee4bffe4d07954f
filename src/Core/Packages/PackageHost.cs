namespace OrleansStream.Packages;

/// <summary>Loads packages into this process.</summary>
/// <param name="cache">Where packages are on the disk.</param>
/// <param name="host">What jobs get from this process.</param>
internal sealed class PackageHost(PackageCache cache, HostAssemblies host)
{
    private readonly Lock _lock = new();
    private readonly List<WeakReference> _loaded = [];

    /// <summary>How much loaded code is in memory: in use, about to leave it, or kept there by somebody.</summary>
    internal int LoadedCount
    {
        get
        {
            using Lock.Scope scope = _lock.EnterScope();
            _loaded.RemoveAll(context => !context.IsAlive);
            return _loaded.Count;
        }
    }

    /// <summary>Checks that a package can run here and has a job class, and lets go of it again.</summary>
    /// <param name="id">The package.</param>
    /// <param name="jobClass">The class; see <see cref="LoadedPackage.Resolve"/>.</param>
    /// <returns>The full name of the class.</returns>
    /// <exception cref="JobPackageException">It cannot, or has none.</exception>
    internal async Task<string> InspectAsync(string id, string? jobClass)
    {
        (PackageListing listing, PackageFolder folder) = await cache.GetAsync(id).ConfigureAwait(false);
        PackageReferences.ThrowIfIncomplete(listing, folder, host);
        using LoadedPackage package = Load("inspection", listing, folder);
        return package.Resolve(jobClass);
    }

    /// <summary>Loads a package, apart from whatever else is loaded, also of the same package.</summary>
    /// <param name="name">What to call its load context, in dumps and errors.</param>
    /// <param name="id">The package.</param>
    /// <exception cref="JobPackageException">There is no such package, or it cannot be loaded.</exception>
    internal async Task<LoadedPackage> LoadAsync(string name, string id)
    {
        (PackageListing listing, PackageFolder folder) = await cache.GetAsync(id).ConfigureAwait(false);
        return Load(name, listing, folder);
    }

    private LoadedPackage Load(string name, PackageListing listing, PackageFolder folder)
    {
        var package = new LoadedPackage(name, listing, folder, host);
        using Lock.Scope scope = _lock.EnterScope();
        _loaded.RemoveAll(context => !context.IsAlive);
        _loaded.Add(package.Watch());
        return package;
    }
}
