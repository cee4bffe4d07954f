using Orleans.Concurrency;
using OrleansStream.Packages;

namespace OrleansStream.Grains;

/// <inheritdoc cref="IPackageGrain"/>
/// <remarks>Any silo answers, and several at once: what is kept is in the store.</remarks>
[StatelessWorker]
[Reentrant]
internal sealed class PackageGrain(SiloPackages packages) : Grain, IPackageGrain
{
    public Task<IReadOnlyList<string>> FindMissingAsync(string id, string listing) => RefusingAsync<IReadOnlyList<string>>(async () =>
    {
        IReadOnlyList<PackageFile> missing = await packages.Store.MissingAsync(ListingOf(id, listing), CancellationToken.None);
        return [.. missing.Select(file => file.Hash)];
    });

    public Task StoreAsync(PackagePiece piece) => RefusingAsync(async () =>
    {
        ArgumentNullException.ThrowIfNull(piece);
        await packages.Store.PutPieceAsync(new PackageFile(piece.Path, piece.Length, piece.Hash), piece.Number, piece.Bytes, CancellationToken.None);
        return true;
    });

    public Task<string?> CompleteAsync(string id, string listing) => RefusingAsync(async () =>
    {
        PackageListing package = ListingOf(id, listing);
        try
        {
            await packages.Store.CompleteAsync(package, CancellationToken.None);
            return null;
        }
        catch (JobPackageException error)
        {
            return error.Message;
        }
    });

    public Task<string> InspectAsync(string id, string? jobClass) => RefusingAsync(() => packages.Host.InspectAsync(id, jobClass));

    private static PackageListing ListingOf(string id, string listing)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(listing);
        return PackageListing.Parse(listing, id);
    }

    /// <summary>Does what is asked, and says what is wrong in a way that callers understand.</summary>
    private static async Task<T> RefusingAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (JobPackageException error)
        {
            throw new JobRefusedException(error.Message);
        }
    }
}
