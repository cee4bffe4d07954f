using System.Globalization;
using System.Security.Cryptography;
using OrleansStream.Checkpoints;

namespace OrleansStream.Packages;

/// <summary>The packages of a cluster, in a store that every silo reaches.</summary>
/// <remarks>
/// A file is stored once, however many packages have it: in pieces, named by its hash and their number. When all are there and make up the file,
/// that is noted; when all files of a package are, the package is. A head is not used. Safe for any number of threads and processes.
/// </remarks>
internal sealed class PackageStore(ICheckpointStore store)
{
    /// <summary>The most bytes in a piece; all but the last have as many.</summary>
    internal const int PieceLength = 256 * 1024;

    private static readonly byte[] Whole = [1];

    /// <summary>Which files of a package are not there yet.</summary>
    internal async Task<IReadOnlyList<PackageFile>> MissingAsync(PackageListing listing, CancellationToken cancellation)
    {
        var missing = new List<PackageFile>();
        foreach (PackageFile file in listing.Files.DistinctBy(file => file.Hash))
        {
            if (await store.GetAsync(WholeName(file), cancellation).ConfigureAwait(false) is null)
            {
                missing.Add(file);
            }
        }

        return missing;
    }

    /// <summary>Stores a piece of a file.</summary>
    /// <exception cref="JobPackageException">There can be no such piece of it.</exception>
    internal async Task PutPieceAsync(PackageFile file, int number, ReadOnlyMemory<byte> piece, CancellationToken cancellation)
    {
        if (number < 0 || number >= PiecesOf(file) || piece.Length != LengthOf(file, number))
        {
            throw new JobPackageException(FormattableString.Invariant(
                $"Piece {number} of '{file.Path}' has {piece.Length} bytes; a file of {file.Length} bytes is sent in pieces of {PieceLength}."));
        }

        _ = await store.CreateOnceAsync(PieceName(file, number), piece, cancellation).ConfigureAwait(false);
    }

    /// <summary>Makes a package of files that have been stored.</summary>
    /// <exception cref="JobPackageException">A file is missing or is not what its hash says; what is there of it is removed, to be sent again.</exception>
    internal async Task CompleteAsync(PackageListing listing, CancellationToken cancellation)
    {
        foreach (PackageFile file in await MissingAsync(listing, cancellation).ConfigureAwait(false))
        {
            await VerifyAsync(file, cancellation).ConfigureAwait(false);
            _ = await store.CreateOnceAsync(WholeName(file), Whole, cancellation).ConfigureAwait(false);
        }

        _ = await store.CreateOnceAsync(ListingName(listing.Id), System.Text.Encoding.UTF8.GetBytes(listing.Text), cancellation).ConfigureAwait(false);
    }

    /// <summary>The list of a package's files, or null if there is no such package.</summary>
    /// <exception cref="JobPackageException">It is damaged.</exception>
    internal async Task<PackageListing?> FindAsync(string id, CancellationToken cancellation) =>
        PackageListing.IsHash(id) && await store.GetAsync(ListingName(id), cancellation).ConfigureAwait(false) is { } text
            ? PackageListing.Parse(System.Text.Encoding.UTF8.GetString(text.Span), id)
            : null;

    /// <summary>Copies a file.</summary>
    /// <exception cref="JobPackageException">It is not what its hash says.</exception>
    internal async Task CopyAsync(PackageFile file, Stream target, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int number = 0; number < PiecesOf(file); number++)
        {
            ReadOnlyMemory<byte> piece = await store.GetAsync(PieceName(file, number), cancellation).ConfigureAwait(false)
                ?? throw new JobPackageException(FormattableString.Invariant($"Piece {number} of '{file.Path}' ({file.Hash}) is not in '{store}'."));
            hash.AppendData(piece.Span);
            await target.WriteAsync(piece, cancellation).ConfigureAwait(false);
        }

        if (Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Hash)
        {
            throw new JobPackageException($"'{file.Path}' in '{store}' is not the file of hash {file.Hash}; it was damaged where it is kept, or on the way.");
        }
    }

    /// <summary>In how many pieces a file is sent.</summary>
    internal static int PiecesOf(PackageFile file) => checked((int)((file.Length + PieceLength - 1) / PieceLength));

    private static int LengthOf(PackageFile file, int number) => (int)Math.Min(PieceLength, file.Length - ((long)number * PieceLength));

    private static string ListingName(string id) => $"packages/{id}";

    private static string WholeName(PackageFile file) => string.Create(CultureInfo.InvariantCulture, $"files/{file.Hash}-{file.Length}/whole");

    private static string PieceName(PackageFile file, int number) =>
        string.Create(CultureInfo.InvariantCulture, $"files/{file.Hash}-{file.Length}/{number}");

    private async Task VerifyAsync(PackageFile file, CancellationToken cancellation)
    {
        try
        {
            await CopyAsync(file, Stream.Null, cancellation).ConfigureAwait(false);
        }
        catch (JobPackageException)
        {
            for (int number = 0; number < PiecesOf(file); number++)
            {
                await store.DeleteAsync(PieceName(file, number), cancellation).ConfigureAwait(false);
            }

            throw;
        }
    }
}
