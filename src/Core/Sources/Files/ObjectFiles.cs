using System.Text.RegularExpressions;
using OrleansStream.Execution;
using OrleansStream.Storage;

namespace OrleansStream.Sources;

/// <summary>Files in folders of an object store, named by an address that may be a pattern as that of directories may.</summary>
internal sealed partial class ObjectFiles : FilePlace
{
    private readonly StorageProviders _storage;
    private readonly IObjectStore _store;

    // What all names are within, by its address; what they begin with in it; and what the folders on the way match, once for each choice of braces.
    private readonly string _folder;
    private readonly string _prefix;
    private readonly Regex[][] _patterns;

    /// <param name="address">The address, or a pattern of addresses.</param>
    /// <param name="storage">Opens places.</param>
    /// <param name="directoriesOnly">Whether it stands for folders, not for files.</param>
    /// <exception cref="ArgumentException">It is no address, or one that nobody knows.</exception>
    internal ObjectFiles(string address, StorageProviders storage, bool directoriesOnly)
    {
        if (SignedQuery().IsMatch(address))
        {
            throw new ArgumentException(
                $"'{Addresses.Shown(address)}' has a signature after it. Files are not read by signed addresses, since a '?' there stands for any character: give the provider the credential.", nameof(address));
        }

        Path = address.TrimEnd('/');
        _storage = storage;
        int start = Path.IndexOf(Addresses.SchemeEnd, StringComparison.Ordinal) + Addresses.SchemeEnd.Length;
        int wildcard = PathGlob.IndexOfWildcard(Path, start);
        int end = wildcard >= 0 || !directoriesOnly ? Path.LastIndexOf('/', wildcard >= 0 ? wildcard : Path.Length - 1) + 1 : Path.Length;
        if (end <= start)
        {
            throw new ArgumentException($"'{address}' names nothing within a place that can be opened.", nameof(address));
        }

        _folder = Path[..end].TrimEnd('/') + "/";
        _store = storage.OpenFolder(_folder);
        string rest = Path[end..];
        _prefix = Uri.UnescapeDataString(wildcard >= 0 ? Path[end..wildcard] : rest);
        try
        {
            _patterns = [.. PathGlob.Alternatives(rest).Select(choice => Unescape(choice).Split('/', StringSplitOptions.RemoveEmptyEntries).Select(PathGlob.Pattern).ToArray())];
        }
        catch (FormatException error)
        {
            throw new ArgumentException($"'{address}' is no pattern: {error.Message}", nameof(address), error);
        }
    }

    internal override string Path { get; }

    internal override async ValueTask<IReadOnlyList<FileFacts>> ListAsync(Func<string, bool> accepts, CancellationToken cancellation) =>
        await ListAsync(segments => IsIn(segments), accepts, cancellation).ConfigureAwait(false);

    /// <summary>The files that the address stands for: objects, those directly in a folder, or those of all that the pattern matches.</summary>
    /// <exception cref="FileNotFoundException">There is nothing; the message names the address.</exception>
    /// <exception cref="IOException">The place cannot be listed.</exception>
    internal async ValueTask<IReadOnlyList<FileFacts>> FilesAsync(CancellationToken cancellation)
    {
        List<FileFacts> files = await ListAsync(
            segments => Matches(segments, segments.Length) || (IsIn(segments) && segments[^1][0] is not ('.' or '_')), _ => true, cancellation).ConfigureAwait(false);
        return files.Count > 0
            ? [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)]
            : throw new FileNotFoundException($"There is no object and no folder '{Path}', or nothing in it.", Path);
    }

    internal override IReadOnlyList<FileFacts> Open(IReadOnlyList<FileFacts> files, BatchScope scope) => [.. files.Select(file => Open(file, scope))];

    private FileFacts Open(FileFacts file, BatchScope scope)
    {
        // An earlier version of the job may have listed another place.
        int end = file.Path.StartsWith(_folder, StringComparison.Ordinal) ? _folder.Length : file.Path.LastIndexOf('/') + 1;
        IObjectStore store = end == _folder.Length ? _store : _storage.OpenFolder(file.Path[..end]);
        var copy = new FileCopy(store, Uri.UnescapeDataString(file.Path[end..]), file, scope.Job.Blocks.Directory.NextPath);
        scope.Own(copy);
        return file with { Copy = copy };
    }

    private async ValueTask<List<FileFacts>> ListAsync(Func<string[], bool> counts, Func<string, bool> accepts, CancellationToken cancellation)
    {
        var files = new List<FileFacts>();
        await foreach (ObjectInfo found in _store.ListAsync(_prefix, cancellation).ConfigureAwait(false))
        {
            string path = _folder + Addresses.Escape(found.Name);
            if (!found.Name.EndsWith('/') && counts(found.Name.Split('/')) && accepts(path))
            {
                files.Add(new FileFacts(path, found.Length, found.Modified.ToUniversalTime(), found.Version));
            }
        }

        return files;
    }

    /// <summary>A pattern without what an address escapes. A wildcard that is escaped stands for itself.</summary>
    private static string Unescape(string pattern) => Uri.UnescapeDataString(EscapedWildcard().Replace(pattern, "[$0]"));

    [GeneratedRegex("%2A|%3F|%5B|%7B", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EscapedWildcard();

    [GeneratedRegex(@"\?(.*&)?sig=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SignedQuery();

    /// <summary>Whether a name is that of a file directly in a folder of the pattern.</summary>
    private bool IsIn(string[] segments) => segments[^1].Length > 0 && Matches(segments, segments.Length - 1);

    private bool Matches(string[] segments, int count) =>
        Array.Exists(_patterns, pattern => pattern.Length == count && pattern.Zip(segments).All(pair => PathGlob.IsMatch(pair.First, pair.Second)));
}
