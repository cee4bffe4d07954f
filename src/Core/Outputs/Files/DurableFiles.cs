using System.Runtime.InteropServices;

namespace OrleansStream.Outputs;

/// <summary>File operations that survive a power cut once they have returned.</summary>
internal static partial class DurableFiles
{
    // EINVAL: this file system does not write directories by themselves.
    private const int NotSupported = 22;

    /// <summary>Writes a new file and forces it to the disk.</summary>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    internal static void WriteNew(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
        file.Write(content);
        file.Flush(flushToDisk: true);
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
        int handle = Open(path, 0);
        int error = handle < 0 ? Marshal.GetLastPInvokeError() : 0;
        if (handle >= 0)
        {
            error = Sync(handle) < 0 ? Marshal.GetLastPInvokeError() : 0;
            _ = Close(handle);
        }

        if (error is not (0 or NotSupported))
        {
            throw new IOException($"Cannot force '{path}' to the disk: {Marshal.GetPInvokeErrorMessage(error)}");
        }
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int handle);
}
