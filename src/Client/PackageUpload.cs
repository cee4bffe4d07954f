using OrleansStream.Packages;

namespace OrleansStream;

/// <summary>Sends packages to a cluster: what it does not have of them, piece by piece.</summary>
internal static class PackageUpload
{
    private const int Attempts = 2;

    /// <summary>Sends a package.</summary>
    /// <exception cref="JobRefusedException">The cluster does not take it.</exception>
    /// <exception cref="IOException">A file of the package cannot be read.</exception>
    internal static async Task RunAsync(IPackageGrain cluster, JobPackage package, IProgress<PackageProgress>? progress, CancellationToken cancellation)
    {
        string? damage = null;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            IReadOnlyList<string> missing = await cluster.FindMissingAsync(package.Id, package.Listing.Text).WaitAsync(cancellation).ConfigureAwait(false);
            PackageFile[] files = [.. package.Files.DistinctBy(file => file.Hash).Where(file => missing.Contains(file.Hash))];
            long sent = 0;
            long total = files.Sum(file => file.Length);
            progress?.Report(new PackageProgress(sent, total));
            foreach (PackageFile file in files)
            {
                Stream content = package.Open(file);
                await using (content.ConfigureAwait(false))
                {
                    for (int number = 0; number < PackageStore.PiecesOf(file); number++)
                    {
                        // Not used again: where the silo is in this process, it gets the array itself.
                        byte[] bytes = new byte[(int)Math.Min(PackageStore.PieceLength, content.Length - content.Position)];
                        await content.ReadExactlyAsync(bytes, cancellation).ConfigureAwait(false);
                        await cluster.StoreAsync(new PackagePiece(file.Path, file.Length, file.Hash, number, bytes)).WaitAsync(cancellation).ConfigureAwait(false);
                        sent += bytes.Length;
                        progress?.Report(new PackageProgress(sent, total));
                    }
                }
            }

            // A file may be damaged because somebody who sent it earlier did not get to the end, or changed it meanwhile.
            damage = await cluster.CompleteAsync(package.Id, package.Listing.Text).WaitAsync(cancellation).ConfigureAwait(false);
            if (damage is null)
            {
                return;
            }
        }

        throw new JobRefusedException($"Package {package} has not arrived as it is: {damage} Were its files changed after it was made?");
    }
}
