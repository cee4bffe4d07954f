using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OrleansStream.Packages;

/// <summary>The list of a package's files, whose hash is the package's identity.</summary>
/// <remarks>
/// The text is stored and sent as it is hashed. A line each: the form, the assembly with the jobs, assemblies that may be missing
/// (<c>optional name</c>, ordered), files ordered by path (<c>file hash length path</c>).
/// </remarks>
internal sealed class PackageListing
{
    internal const int MaxFiles = 10_000;
    private const int MaxPathLength = 200;
    private const string Form = "orleans-stream package 1";

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private PackageListing(string entryAssembly, IReadOnlyList<string> optional, IReadOnlyList<PackageFile> files)
    {
        EntryAssembly = entryAssembly;
        OptionalAssemblies = optional;
        Files = files;
        var text = new StringBuilder();
        text.Append(Form).Append("\nentry ").Append(entryAssembly).Append('\n');
        foreach (string name in optional)
        {
            text.Append("optional ").Append(name).Append('\n');
        }

        foreach (PackageFile file in files)
        {
            text.Append(CultureInfo.InvariantCulture, $"file {file.Hash} {file.Length} {file.Path}\n");
        }

        Text = text.ToString();
        Id = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Text)));
    }

    internal string Id { get; }

    internal string Text { get; }

    /// <summary>The path of the assembly that holds the jobs; it lies at the top.</summary>
    internal string EntryAssembly { get; }

    internal IReadOnlyList<string> OptionalAssemblies { get; }

    internal IReadOnlyList<PackageFile> Files { get; }

    /// <summary>Makes a list.</summary>
    /// <exception cref="JobPackageException">It breaks a rule.</exception>
    internal static PackageListing Create(string entryAssembly, IEnumerable<string> optional, IEnumerable<PackageFile> files)
    {
        PackageFile[] ordered = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        string[] names = [.. optional.Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        if (ordered.Length > MaxFiles)
        {
            throw new JobPackageException(FormattableString.Invariant($"A package of {ordered.Length} files is too large; it may have {MaxFiles}."));
        }

        foreach (PackageFile file in ordered)
        {
            Check(file);
        }

        if (ordered.GroupBy(file => file.Path, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
        {
            throw new JobPackageException($"A package has '{twice.Key}' more than once; on some silos capital letters make no difference.");
        }

        if (names.FirstOrDefault(name => name.Length == 0 || name.Any(character => char.IsControl(character) || character == '/')) is { } odd)
        {
            throw new JobPackageException($"'{odd}' cannot be the name of an assembly.");
        }

        return ordered.Any(file => file.Path == entryAssembly) && !entryAssembly.Contains('/', StringComparison.Ordinal)
            ? new PackageListing(entryAssembly, names, ordered)
            : throw new JobPackageException($"'{entryAssembly}' is to hold the jobs and is not a file at the top of the package.");
    }

    /// <summary>Reads a list that somebody sent or stored.</summary>
    /// <param name="text">The list.</param>
    /// <param name="id">What it is said to be.</param>
    /// <exception cref="JobPackageException">It is not that, or breaks a rule.</exception>
    internal static PackageListing Parse(string text, string id)
    {
        string[] lines = text.Split('\n');
        if (lines.Length < 3 || lines[0] != Form || !lines[1].StartsWith("entry ", StringComparison.Ordinal) || lines[^1].Length > 0)
        {
            throw new JobPackageException($"Package {id}: this is not a list of its files in a form that this program reads ('{Form}').");
        }

        ILookup<string, string> rest = lines[2..^1].ToLookup(line => line[..(line.IndexOf(' ', StringComparison.Ordinal) is var end and > 0 ? end : line.Length)]);
        PackageListing listing = Create(
            lines[1]["entry ".Length..],
            rest["optional"].Select(line => line["optional ".Length..]),
            rest["file"].Select(line => FileOf(line, id)));

        // Whatever was not read, ordered or written as it must be has changed the text.
        return listing.Text == text && listing.Id == id
            ? listing
            : throw new JobPackageException($"Package {id}: the list of its files is that of {listing.Id}; it was changed or damaged.");
    }

    /// <summary>Whether a text has the form of a hash, and so of a package's identity.</summary>
    internal static bool IsHash(string text) => text.Length == 2 * SHA256.HashSizeInBytes && !text.AsSpan().ContainsAnyExcept(HexDigits);

    private static PackageFile FileOf(string line, string id)
    {
        string[] parts = line.Split(' ', 4);
        return parts.Length == 4 && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            ? new PackageFile(parts[3], length, parts[1])
            : throw new JobPackageException($"Package {id}: '{line}' is not a line about a file.");
    }

    private static void Check(PackageFile file)
    {
        // Such a path names a place inside the package's folder on every system.
        bool holds = file.Path.Length is > 0 and <= MaxPathLength && !file.Path.Any(character => char.IsControl(character) || "\\:*?\"<>|".Contains(character, StringComparison.Ordinal))
            && file.Path.Split('/').All(segment => segment.Length > 0 && segment[^1] is not ('.' or ' '));
        if (!holds)
        {
            throw new JobPackageException(FormattableString.Invariant(
                $"'{file.Path}' cannot be a file of a package: a path is made of segments joined by '/', without '\\:*?\"<>|' and control characters, none ending with '.' or a space, at most {MaxPathLength} characters in all."));
        }

        if (file.Length < 0 || !IsHash(file.Hash))
        {
            throw new JobPackageException(FormattableString.Invariant($"File '{file.Path}' of a package has length {file.Length} and hash '{file.Hash}'; a hash is 64 small hexadecimal digits."));
        }
    }
}
