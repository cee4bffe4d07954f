namespace OrleansStream.Packages;

/// <summary>The code of jobs in this process: one load context for each version of a job.</summary>
internal sealed class PackageHost(PackageCache cache, HostAssemblies host) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Job, string Package), Task<LoadedPackage>> _loaded = [];
    private readonly List<WeakReference> _released = [];

    /// <summary>How many versions of jobs have been let go of and are still in memory: those that are about to leave it, and leaks.</summary>
    internal int LingeringCount
    {
        get
        {
            using Lock.Scope scope = _lock.EnterScope();
            _released.RemoveAll(context => !context.IsAlive);
            return _released.Count;
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
        using var package = new LoadedPackage("inspection", listing, folder, host);
        Note(package);
        return package.Resolve(jobClass);
    }

    /// <summary>The code of a version of a job.</summary>
    /// <exception cref="JobPackageException">There is no such package, or it cannot be loaded.</exception>
    internal Task<LoadedPackage> GetAsync(string job, string id)
    {
        using Lock.Scope scope = _lock.EnterScope();
        if (!_loaded.TryGetValue((job, id), out Task<LoadedPackage>? package) || package.IsFaulted)
        {
            package = LoadAsync(job, id);
            _loaded[(job, id)] = package;
        }

        return package;
    }

    /// <summary>Lets go of a version of a job, which is no longer run here.</summary>
    internal async Task ReleaseAsync(string job, string id)
    {
        Task<LoadedPackage>? package;
        using (_lock.EnterScope())
        {
            if (!_loaded.Remove((job, id), out package))
            {
                return;
            }
        }

        // One that could not be loaded was reported to whoever asked for it, and let go of there.
        await ((Task)package).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (package.IsCompletedSuccessfully)
        {
            using LoadedPackage loaded = await package.ConfigureAwait(false);
            Note(loaded);
        }
    }

    public async ValueTask DisposeAsync()
    {
        (string Job, string Package)[] all;
        using (_lock.EnterScope())
        {
            all = [.. _loaded.Keys];
        }

        foreach ((string job, string id) in all)
        {
            await ReleaseAsync(job, id).ConfigureAwait(false);
        }
    }

    private async Task<LoadedPackage> LoadAsync(string job, string id)
    {
        (PackageListing listing, PackageFolder folder) = await cache.GetAsync(id).ConfigureAwait(false);
        return new LoadedPackage(job, listing, folder, host);
    }

    private void Note(LoadedPackage package)
    {
        using Lock.Scope scope = _lock.EnterScope();
        _released.RemoveAll(context => !context.IsAlive);
        _released.Add(package.Watch());
    }
}
