using OrleansStream.Grains.Persistence;
using OrleansStream.Packages;

namespace OrleansStream.Grains;

/// <summary>The packages of the cluster, and their code in this process.</summary>
internal sealed class SiloPackages : IDisposable
{
    private readonly string? _temporary;

    public SiloPackages(JobStorage storage, OrleansStreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(storage);
        ArgumentNullException.ThrowIfNull(options);
        string folder = options.PackageDirectory ?? (_temporary = Directory.CreateTempSubdirectory("orleans-stream-packages-").FullName);
        Store = new PackageStore(storage.OfPackages());
        Host = new PackageHost(new PackageCache(Store, folder), HostAssemblies.OfThisProcess);
    }

    /// <summary>Where the cluster keeps them.</summary>
    internal PackageStore Store { get; }

    /// <summary>What loads them here.</summary>
    internal PackageHost Host { get; }

    /// <inheritdoc cref="PackageHost.LoadedCount"/>
    internal int LoadedCount => Host.LoadedCount;

    public void Dispose()
    {
        if (_temporary is null)
        {
            return;
        }

        try
        {
            Directory.Delete(_temporary, recursive: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Some systems keep files of loaded code as long as the process lives; whoever clears temporary files removes them.
        }
    }
}
