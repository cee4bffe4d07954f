namespace OrleansStream.Outputs;

/// <summary>Makes a prepared batch of files visible: one rename of a directory, so that readers see all of it or nothing.</summary>
internal static class FileSinkPublication
{
    /// <summary>Publishes, or finishes what an earlier publication began, or does nothing if that was all.</summary>
    /// <exception cref="IOException">Something else is in the way, or the file system refused; the message names the path.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the publication can be repeated.</exception>
    internal static void Publish(FileSinkToken token, CancellationToken cancellation = default)
    {
        if (token.Roll is { } roll)
        {
            FileRollPublication.Publish(token, roll, cancellation);
            return;
        }

        if (Directory.Exists(token.Ready))
        {
            FileErrors.Naming(token.Target, () => Move(token));
        }
        else
        {
            CheckPublished(token);
        }

        FileErrors.Naming(token.Staging, () => Clean(token));
    }

    /// <summary>Fails if something has the place of a batch that is not published.</summary>
    /// <exception cref="IOException">There is a file, or a directory that is not empty.</exception>
    internal static void CheckFree(string target)
    {
        if (File.Exists(target))
        {
            throw InTheWay(target);
        }

        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Order(StringComparer.Ordinal).FirstOrDefault() is { } entry)
        {
            throw InTheWay(entry);
        }
    }

    /// <summary>The first step: shows the batch.</summary>
    internal static void Move(FileSinkToken token)
    {
        try
        {
            Take(token.Ready, token.Target);
        }
        catch (Exception error) when (FileErrors.Is(error) && !Directory.Exists(token.Ready) && IsPublished(token))
        {
            // Another process published it between our look and our move.
            return;
        }

        DurableFiles.SyncDirectory(Path.GetDirectoryName(token.Target)!);
    }

    /// <summary>Gives a directory a name, if that is free.</summary>
    internal static void Take(string directory, string target)
    {
        CheckFree(target);
        if (Directory.Exists(target))
        {
            // Only an empty directory goes, and what was put into it meanwhile keeps it.
            Directory.Delete(target);
        }

        Directory.Move(directory, target);
    }

    /// <summary>The second step: removes what failed and stale attempts left.</summary>
    internal static void Clean(FileSinkToken token) => DurableFiles.DeleteDirectory(token.Staging);

    /// <summary>
    /// Nothing is staged any more. It was forced to the disk before the commit, so it has been published, and readers may have moved it on
    /// since: its absence is not an error. Something else in its place is, and so is a file system that has not even its directory.
    /// </summary>
    private static void CheckPublished(FileSinkToken token)
    {
        if (File.Exists(token.Target) || (Directory.Exists(token.Target) && !IsPublished(token)))
        {
            CheckFree(token.Target);
        }
        else if (!Directory.Exists(Path.GetDirectoryName(token.Target)))
        {
            throw new IOException($"Cannot publish '{token.Target}': neither its directory nor what was staged in it exists on this machine.");
        }
    }

    private static bool IsPublished(FileSinkToken token)
    {
        string success = Path.Join(token.Target, FileSinkNames.Success);
        return File.Exists(success) && File.ReadAllText(success) == token.Success;
    }

    private static IOException InTheWay(string path) =>
        new($"'{path}' is in the way of a batch's output and is not replaced: move it away, or write under another prefix.");
}
