using Microsoft.Win32.SafeHandles;
using OrleansStream.Outputs;

namespace OrleansStream.Sources;

/// <summary>A file that is open for reading and is known to be the one that was listed.</summary>
internal sealed class SealedFile : IDisposable
{
    private readonly FileSplit _split;
    private readonly SafeFileHandle? _handle;

    private SealedFile(FileSplit split, SafeFileHandle? handle)
    {
        _split = split;
        _handle = handle;
    }

    /// <exception cref="IOException">The file is gone, has changed or cannot be opened; the message names it.</exception>
    internal static SealedFile Open(FileSplit split)
    {
        // There is nothing to read in an empty file, and what has no length may be a pipe, which is never opened.
        SafeFileHandle? handle = split.Length == 0 ? null : Naming(split, () => File.OpenHandle(
            split.Copy?.Path ?? split.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan));
        var file = new SealedFile(split, handle);
        try
        {
            file.CheckUnchanged();
        }
        catch
        {
            file.Dispose();
            throw;
        }

        return file;
    }

    /// <summary>Fails if the file is not as it was when it was listed. Called once more after reading, it finds what was written meanwhile.</summary>
    /// <exception cref="IOException">The file has changed; the message names it and says how.</exception>
    internal void CheckUnchanged()
    {
        if (_split.Copy is not null)
        {
            // It was checked when it was brought here, and nobody else has it.
            return;
        }

        (long length, DateTimeOffset modified) = Naming(_split, () => _handle is null
            ? FactsOf(_split.Path)
            : (RandomAccess.GetLength(_handle), new DateTimeOffset(File.GetLastWriteTimeUtc(_handle))));
        if (length != _split.Length || modified != _split.LastModified)
        {
            throw new IOException(FormattableString.Invariant(
                $"'{_split.Path}' has changed since it was listed: it had {_split.Length} bytes, last modified at {_split.LastModified:O}, and has {length}, last modified at {modified:O}. Files must be complete when they appear and stay as they are."));
        }
    }

    /// <summary>Fills a buffer with the bytes from a place on, which must be there.</summary>
    internal void Read(Span<byte> buffer, long position)
    {
        while (!buffer.IsEmpty)
        {
            int read;
            try
            {
                read = _handle is null ? 0 : RandomAccess.Read(_handle, buffer, position);
            }
            catch (Exception error) when (FileErrors.Is(error))
            {
                throw Named(_split, error);
            }

            if (read == 0)
            {
                CheckUnchanged();
                throw new IOException(FormattableString.Invariant($"'{_split.Path}' ended at byte {position} of {_split.Length}."));
            }

            buffer = buffer[read..];
            position += read;
        }
    }

    /// <summary>The whole file as a stream that stands at the start of the part.</summary>
    internal Stream AsStream()
    {
        if (_handle is null)
        {
            return Stream.Null;
        }

        // Whoever reads the stream may close it, as readers of text do; the file itself is looked at once more after that.
        var stream = new FileStream(new SafeFileHandle(_handle.DangerousGetHandle(), ownsHandle: false), FileAccess.Read, bufferSize: 1 << 16);
        stream.Position = _split.Start;
        return stream;
    }

    public void Dispose() => _handle?.Dispose();

    /// <summary>Length and time of a file, those of its target if it is a link.</summary>
    internal static (long Length, DateTimeOffset Modified) FactsOf(string path)
    {
        var file = new FileInfo(path);
        if ((file.Attributes & FileAttributes.ReparsePoint) != 0 && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
        {
            file = target;
        }

        return (file.Length, new DateTimeOffset(file.LastWriteTimeUtc));
    }

    private static TResult Naming<TResult>(FileSplit split, Func<TResult> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (FileErrors.Is(error))
        {
            throw Named(split, error);
        }
    }

    private static IOException Named(FileSplit split, Exception error) => error is FileNotFoundException or DirectoryNotFoundException
        ? new IOException($"'{split.Path}' is gone; it was there when it was listed. Files must stay until the batches that read them are over.", error)
        : new IOException($"Cannot read '{split.Path}': {error.Message}", error);
}
