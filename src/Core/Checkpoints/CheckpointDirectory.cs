using OrleansStream.Outputs;

namespace OrleansStream.Checkpoints;

/// <summary>The files of a <see cref="DirectoryCheckpointStore"/>: each appears at once and complete, under a name that was free.</summary>
internal class CheckpointDirectory(string root)
{
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(1);

    private readonly string _temporary = Path.Join(root, "temporary");
    private bool _isOpen;

    internal string Root => root;

    internal string Objects { get; } = Path.Join(root, "objects");

    /// <summary>Creates a file unless one of that name is there. The name is not forced to the disk yet.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    internal virtual bool TryCreate(string path, ReadOnlySpan<byte> content)
    {
        string temporary = Path.Join(_temporary, Guid.NewGuid().ToString("n"));
        try
        {
            Open();
            DurableFiles.WriteNew(temporary, content);
            DeleteLeftovers(temporary);
            return DurableFiles.TryGiveName(temporary, path);
        }
        catch (Exception error) when (FileErrors.Is(error))
        {
            throw FileErrors.Named(path, error);
        }
        finally
        {
            DeleteIfPossible(temporary);
        }
    }

    /// <summary>A file's content, or null if there is no such file.</summary>
    /// <exception cref="IOException">It cannot be read; the message names the path.</exception>
    internal static byte[]? Read(string path) => FileErrors.NamingRead(path, () =>
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            byte[] content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    });

    /// <summary>Removes a file; does nothing if there is none.</summary>
    /// <exception cref="IOException">It cannot be removed; the message names the path.</exception>
    internal static void Delete(string path) => FileErrors.Naming(path, () =>
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing has been written yet, so there is nothing to remove.
        }
    });

    /// <summary>The names of the files in a directory; none if there is no directory.</summary>
    /// <exception cref="IOException">It cannot be read; the message names the path.</exception>
    internal static IReadOnlyList<string> FilesIn(string path) => FileErrors.NamingRead<IReadOnlyList<string>>(path, () =>
    {
        try
        {
            return [.. Directory.EnumerateFiles(path).Select(file => Path.GetFileName(file))];
        }
        catch (DirectoryNotFoundException)
        {
            return [];
        }
    });

    /// <summary>Removes a file that nothing depends on any more.</summary>
    internal static void DeleteIfPossible(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (FileErrors.Is(error))
        {
            // It counts for nothing where it is, and the next who looks for such files tries again.
        }
    }

    private void Open()
    {
        Directory.CreateDirectory(_temporary);
        Directory.CreateDirectory(Objects);
        if (!_isOpen)
        {
            DurableFiles.SyncDirectory(root);
            DurableFiles.SyncDirectory(Path.GetDirectoryName(root) ?? root);
        }
    }

    /// <summary>Removes what killed processes were writing, once. What is younger may be a living process's.</summary>
    /// <param name="written">A file that was written now: its time is that of the file system's clock, whatever this machine's says.</param>
    private void DeleteLeftovers(string written)
    {
        if (_isOpen)
        {
            return;
        }

        _isOpen = true;
        DateTime old = File.GetLastWriteTimeUtc(written) - LeftoverAge;
        foreach (string leftover in Directory.EnumerateFiles(_temporary).Where(file => File.GetLastWriteTimeUtc(file) < old))
        {
            DeleteIfPossible(leftover);
        }
    }
}
