using System.Runtime.InteropServices;

namespace OrleansStream.Outputs;

/// <summary>File operations that survive a power cut once they have returned.</summary>
internal static class DurableFiles
{
    /// <summary>Writes a new file and forces it to the disk.</summary>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    internal static void WriteNew(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Write(content);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Deletes a directory with all that is in it, if it is there; others may do so at the same time.</summary>
    /// <exception cref="IOException">Something in it cannot be deleted.</exception>
    internal static void DeleteDirectory(string path)
    {
        while (Directory.Exists(path))
        {
            try
            {
                Directory.Delete(path, recursive: true);
            }
            catch (Exception error) when (error is DirectoryNotFoundException or FileNotFoundException)
            {
                // Another process was faster with something in it; there is less of it now.
                continue;
            }
        }
    }

    /// <summary>Forces to the disk which names a directory has. Windows does that by itself.</summary>
    /// <exception cref="IOException">The directory cannot be read or written.</exception>
    internal static void SyncDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // .NET opens files only.
        int handle = UnixFiles.Open(path, 0);
        int error = handle < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (handle >= 0)
        {
            error = UnixFiles.Sync(handle) < 0 ? Marshal.GetLastPInvokeError() : 0;
            _ = UnixFiles.Close(handle);
        }

        if (error is not (0 or UnixFiles.InvalidArgument or UnixFiles.ReadOnlyFileSystem))
        {
            throw new IOException($"Cannot force '{path}' to the disk: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    /// <summary>Gives a complete file its name, unless that name is taken: of all who try, in any process, on any host, one succeeds.</summary>
    /// <param name="temporary">The file, in the same file system. Its present name stays or goes.</param>
    /// <param name="path">The name.</param>
    /// <returns>Whether the file has got the name.</returns>
    /// <exception cref="IOException">The file system can do nothing of the kind, or has failed.</exception>
    internal static bool TryGiveName(string temporary, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return TryMove(temporary, path);
        }

        if (UnixFiles.Link(temporary, path) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        if (error == UnixFiles.Exists)
        {
            // Over NFS the answer to the first try may be lost, and its repetition then finds the name taken: by this very file.
            return UnixFiles.LinksTo(temporary) > 1;
        }

        if (UnixFiles.IsUnsupported(error))
        {
            // No hard links here: FAT, SMB and the like. They know a rename that refuses a name in use.
            error = UnixFiles.RenameNew(temporary, path);
            if (error is 0 or UnixFiles.Exists)
            {
                return error == 0;
            }
        }

        throw new IOException(UnixFiles.IsUnsupported(error)
            ? $"The file system of '{path}' can neither link files nor rename without replacing, so no two processes could be told apart on it; use another one."
            : $"Cannot name '{path}': {Marshal.GetPInvokeErrorMessage(error)}");
    }

    private static bool TryMove(string temporary, string path)
    {
        try
        {
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            // Somebody else was first, which is an answer and no error.
            return false;
        }
    }
}
