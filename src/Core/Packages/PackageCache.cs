using System.Collections.Concurrent;

namespace OrleansStream.Packages;

/// <summary>Packages as folders on this machine's disk, brought from the store when they are first asked for.</summary>
/// <param name="store">Where all packages are.</param>
/// <param name="root">Where to put folders; several processes may share it.</param>
internal sealed class PackageCache(PackageStore store, string root)
{
    private readonly ConcurrentDictionary<string, Lazy<Task<(PackageListing Listing, PackageFolder Folder)>>> _packages = new();

    /// <summary>A package on the disk.</summary>
    /// <exception cref="JobPackageException">There is no such package, or it is damaged.</exception>
    internal async Task<(PackageListing Listing, PackageFolder Folder)> GetAsync(string id)
    {
        Lazy<Task<(PackageListing, PackageFolder)>> package = _packages.GetOrAdd(
            id, static (id, self) => new Lazy<Task<(PackageListing, PackageFolder)>>(() => self.BringAsync(id)), this);
        try
        {
            return await package.Value.ConfigureAwait(false);
        }
        catch
        {
            // Tried again by whoever asks next.
            _packages.TryRemove(KeyValuePair.Create(id, package));
            throw;
        }
    }

    private async Task<(PackageListing, PackageFolder)> BringAsync(string id)
    {
        PackageListing listing = await store.FindAsync(id, CancellationToken.None).ConfigureAwait(false)
            ?? throw new JobPackageException($"There is no package {id}.");
        string folder = Path.Join(root, id);
        if (!Directory.Exists(folder))
        {
            // A folder of that name is there as a whole or not at all.
            string incoming = Path.Join(root, $".{Guid.NewGuid():n}");
            try
            {
                foreach (PackageFile file in listing.Files)
                {
                    string path = Path.Join(incoming, file.Path);
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    FileStream target = File.Create(path);
                    await using (target.ConfigureAwait(false))
                    {
                        await store.CopyAsync(file, target, CancellationToken.None).ConfigureAwait(false);
                    }
                }

                Directory.Move(incoming, folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                // Another process was faster.
            }
            finally
            {
                if (Directory.Exists(incoming))
                {
                    Directory.Delete(incoming, recursive: true);
                }
            }
        }

        return (listing, new PackageFolder(folder));
    }
}
