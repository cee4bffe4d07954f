using OrleansStream.Packages;

namespace OrleansStream;

/// <summary>The code of jobs as it is deployed: the files of an assembly and of what it needs. Immutable; equal if the files are.</summary>
/// <remarks>
/// A package is named by its content: <see cref="Id"/> is the SHA-256 of the list of its files with their own hashes, so two builds of the same
/// files are one package, and what a silo has loaded is what was submitted. The engine, the libraries that its public API shows and .NET itself
/// come from the host and are not part of it.
/// </remarks>
public sealed class JobPackage : IEquatable<JobPackage>
{
    private readonly string? _folder;

    internal JobPackage(PackageListing listing, string? folder)
    {
        Listing = listing;
        _folder = folder;
    }

    /// <summary>What the package is called everywhere: 64 small hexadecimal digits.</summary>
    public string Id => Listing.Id;

    /// <summary>The name of the assembly that holds the jobs.</summary>
    public string Name => Path.GetFileNameWithoutExtension(Listing.EntryAssembly);

    /// <summary>The files, ordered by path.</summary>
    public IReadOnlyList<PackageFile> Files => Listing.Files;

    internal PackageListing Listing { get; }

    /// <summary>Makes a package from what a build or a publication left on the disk.</summary>
    /// <param name="path">
    /// An assembly: it, the assemblies beside it that it needs, their resources and native libraries. Or a folder: everything in it, as
    /// <c>dotnet publish</c> leaves it.
    /// </param>
    /// <param name="options">What else is known about it, or null.</param>
    /// <returns>The package; its files must stay there until it is uploaded.</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    /// <exception cref="JobPackageException">There is nothing at the path, it is no .NET assembly, or a folder does not tell which of its
    /// assemblies holds the jobs.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static JobPackage FromPath(string path, JobPackageOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        return PackageBuilder.Build(Path.GetFullPath(path), options ?? new JobPackageOptions());
    }

    /// <inheritdoc/>
    public bool Equals(JobPackage? other) => other is not null && other.Id == Id;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as JobPackage);

    /// <inheritdoc/>
    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name and the first digits of the identity.</summary>
    public override string ToString() => $"{Name} ({Id[..12]})";

    /// <summary>Opens one of the files that the package was made from.</summary>
    internal Stream Open(PackageFile file) => File.OpenRead(Path.Join(_folder ?? throw new InvalidOperationException($"Package {this} has no files here."), file.Path));
}
