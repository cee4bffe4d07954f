using System.IO.Enumeration;
using OrleansStream.Outputs;

namespace OrleansStream.Sources;

/// <summary>Looks for files and notes what they are; decides nothing but which names count.</summary>
internal static class FileListing
{
    private static readonly EnumerationOptions All = new() { AttributesToSkip = 0, IgnoreInaccessible = false, RecurseSubdirectories = false };

    /// <summary>The files directly in the directories that a path stands for.</summary>
    /// <param name="directories">A directory, or a pattern of directories.</param>
    /// <param name="accepts">Which paths count.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory; a pattern that matches none is no error.</exception>
    /// <exception cref="IOException">A directory cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">A directory may not be listed.</exception>
    internal static IReadOnlyList<FileFacts> FilesIn(PathGlob directories, Func<string, bool> accepts, CancellationToken cancellation)
    {
        var files = new List<FileFacts>();
        IReadOnlyList<string> found = directories.Expand(directoriesOnly: true);
        if (found.Count == 0 && !directories.HasWildcards)
        {
            throw new DirectoryNotFoundException($"There is no directory '{directories.Path}'.");
        }

        foreach (string directory in found)
        {
            AddFiles(directory, accepts, files, cancellation);
        }

        return files;
    }

    /// <summary>The files that a path stands for: a file, the files directly in a directory, or those of all that a pattern matches.</summary>
    /// <exception cref="FileNotFoundException">There is nothing; the message names the path.</exception>
    internal static IReadOnlyList<FileFacts> FilesOf(PathGlob path)
    {
        IReadOnlyList<string> found = path.Expand(directoriesOnly: false);
        if (found.Count == 0)
        {
            throw new FileNotFoundException(
                path.HasWildcards ? $"Nothing matches '{path.Path}'." : $"There is no file or directory '{path.Path}'.", path.Path);
        }

        var files = new List<FileFacts>();
        foreach (string one in found)
        {
            if (Directory.Exists(one))
            {
                AddFiles(one, file => !IsHidden(file, '.') && !IsHidden(file, '_'), files, CancellationToken.None);
            }
            else
            {
                (long length, DateTimeOffset modified) = SealedFile.FactsOf(one);
                files.Add(new FileFacts(one, length, modified));
            }
        }

        return [.. files.DistinctBy(file => file.Path).OrderBy(file => file.Path, StringComparer.Ordinal)];
    }

    /// <summary>Whether a file's name begins with a mark.</summary>
    internal static bool IsHidden(string path, char mark) => Path.GetFileName(path.AsSpan()).StartsWith(mark);

    /// <summary>Whether a stream takes a file that nobody has said more of: not one whose name begins with a dot, and not the mark of a whole directory, which no records are in.</summary>
    internal static bool IsData(string path) => !IsHidden(path, '.') && !Path.GetFileName(path.AsSpan()).SequenceEqual(FileSinkNames.Success);

    private static void AddFiles(string directory, Func<string, bool> accepts, List<FileFacts> files, CancellationToken cancellation)
    {
        var entries = new FileSystemEnumerable<FileFacts?>(directory, (ref FileSystemEntry entry) => FactsOf(ref entry), All)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && accepts(entry.ToFullPath()),
        };
        foreach (FileFacts? file in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            if (file is { } known)
            {
                files.Add(known);
            }
        }
    }

    /// <summary>What is known of a file, or null if it has gone meanwhile.</summary>
    private static FileFacts? FactsOf(ref FileSystemEntry entry)
    {
        // Not taken from the entry: one that has gone meanwhile gives no error there.
        string path = entry.ToFullPath();
        try
        {
            (long length, DateTimeOffset modified) = SealedFile.FactsOf(path);
            return new FileFacts(path, length, modified);
        }
        catch (Exception error) when (FileErrors.Is(error) && !File.Exists(path))
        {
            return null;
        }
    }
}
