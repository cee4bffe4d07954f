using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace OrleansStream.Packages;

/// <summary>Packages as folders on this machine's disk, brought from the store when they are first asked for.</summary>
/// <param name="store">Where all packages are.</param>
/// <param name="root">Where to put folders; several processes may share it. Nobody may write to it whose code is not to run here.</param>
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
        if (Directory.Exists(folder) && !await IsWholeAsync(listing, folder).ConfigureAwait(false))
        {
            // A machine that lost its power leaves files that were never written to the disk.
            Discard(folder);
        }

        if (!Directory.Exists(folder))
        {
            await CopyAsync(listing, folder).ConfigureAwait(false);
        }

        return (listing, new PackageFolder(folder));
    }

    /// <summary>Makes the folder of a package: it is there as a whole or not at all.</summary>
    private async Task CopyAsync(PackageListing listing, string folder)
    {
        string incoming = TemporaryName();
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

    private static async Task<bool> IsWholeAsync(PackageListing listing, string folder)
    {
        foreach (PackageFile file in listing.Files)
        {
            var found = new FileInfo(Path.Join(folder, file.Path));
            if (!found.Exists || found.Length != file.Length)
            {
                return false;
            }

            FileStream content = found.OpenRead();
            await using (content.ConfigureAwait(false))
            {
                if (Convert.ToHexStringLower(await SHA256.HashDataAsync(content).ConfigureAwait(false)) != file.Hash)
                {
                    return false;
                }
            }
        }

        return true;
    }

    private void Discard(string folder)
    {
        string discarded = TemporaryName();
        try
        {
            Directory.Move(folder, discarded);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process has found out too.
            return;
        }

        Directory.Delete(discarded, recursive: true);
    }

    private string TemporaryName() => Path.Join(root, $".{Guid.NewGuid():n}");
}
