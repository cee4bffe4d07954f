namespace OrleansStream;

/// <summary>Takes in packages of job code, in pieces. Which key is called makes no difference: the packages of a cluster are the same everywhere.</summary>
/// <remarks>Every call is safe to repeat, and callers may send one package at the same time.</remarks>
[Alias("orleans-stream.package")]
public interface IPackageGrain : IGrainWithIntegerKey
{
    /// <summary>Says which files of a package the cluster does not have yet.</summary>
    /// <param name="id">The package.</param>
    /// <param name="listing">The list of its files, as it is hashed.</param>
    /// <returns>The hashes of the files.</returns>
    /// <exception cref="JobRefusedException">The list is not that of the package.</exception>
    [Alias("find-missing")]
    Task<IReadOnlyList<string>> FindMissingAsync(string id, string listing);

    /// <summary>Stores a piece of a file.</summary>
    /// <param name="piece">The piece.</param>
    /// <exception cref="JobRefusedException">There can be no such piece of the file.</exception>
    [Alias("store")]
    Task StoreAsync(PackagePiece piece);

    /// <summary>Makes a package of files whose pieces have been sent.</summary>
    /// <param name="id">The package.</param>
    /// <param name="listing">The list of its files, as it is hashed.</param>
    /// <returns>Null if the package is there; else what is wrong with a file, which is to be sent again.</returns>
    /// <exception cref="JobRefusedException">The list is not that of the package.</exception>
    [Alias("complete")]
    Task<string?> CompleteAsync(string id, string listing);

    /// <summary>Checks that a package can run here and has a job class.</summary>
    /// <param name="id">The package.</param>
    /// <param name="jobClass">The class: its full name, or the last part of it if that is enough to tell it; null if there is only one.</param>
    /// <returns>The full name of the class.</returns>
    /// <exception cref="JobRefusedException">It cannot, or has none; the message says what is missing.</exception>
    [Alias("inspect")]
    Task<string> InspectAsync(string id, string? jobClass);
}
