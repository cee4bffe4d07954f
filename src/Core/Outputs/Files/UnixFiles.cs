using System.Runtime.InteropServices;

namespace OrleansStream.Outputs;

/// <summary>Calls of Unix for which .NET has none.</summary>
internal static partial class UnixFiles
{
    internal const int Exists = 17;
    internal const int InvalidArgument = 22;
    internal const int ReadOnlyFileSystem = 30;

    private const int CurrentDirectory = -100;
    private const int NoReplace = 1;
    private const int AskTheServer = 0x2000;
    private const uint LinkCount = 4;
    private const int StatxLength = 256;
    private const int LinksAt = 16;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Sync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Close(int handle);

    [LibraryImport("libc", EntryPoint = "link", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    internal static partial int Link(string from, string to);

    /// <summary>Whether a file system has said that it cannot do a thing at all. The numbers are those of Linux, then those of macOS.</summary>
    internal static bool IsUnsupported(int error) => error is 1 or 18 or InvalidArgument or 95 or 38 or 45 or 78;

    /// <summary>Renames unless the new name is taken.</summary>
    /// <returns>The error, or 0.</returns>
    internal static int RenameNew(string from, string to)
    {
        if (!OperatingSystem.IsLinux())
        {
            return InvalidArgument;
        }

        try
        {
            return Rename(CurrentDirectory, from, CurrentDirectory, to, NoReplace) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        catch (EntryPointNotFoundException)
        {
            // The C library is older than the call.
            return InvalidArgument;
        }
    }

    /// <summary>How many names a file has, or 0 where that cannot be asked.</summary>
    internal static long LinksTo(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        // The only form of file attributes that is the same on every processor.
        byte[] attributes = new byte[StatxLength];
        try
        {
            bool known = Stat(CurrentDirectory, path, AskTheServer, LinkCount, ref attributes[0]) == 0
                && (BitConverter.ToUInt32(attributes) & LinkCount) != 0;
            return known ? BitConverter.ToUInt32(attributes, LinksAt) : 0;
        }
        catch (EntryPointNotFoundException)
        {
            // The C library is older than the call.
            return 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Rename(int fromDirectory, string from, int toDirectory, string to, uint flags);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Stat(int directory, string path, int flags, uint mask, ref byte attributes);
}
