using OrleansStream.Compression;
using OrleansStream.Outputs;

namespace OrleansStream.Sources;

/// <summary>Reads the records of a part of a file in a format.</summary>
internal static class FileFormatReader
{
    /// <param name="format">The format.</param>
    /// <param name="split">The part.</param>
    /// <param name="compression">How the file is compressed if the format is not to see that.</param>
    /// <exception cref="IOException">The file is gone, has changed or cannot be read; the message names it.</exception>
    /// <exception cref="InvalidDataException">The format could not make records of it; the message names the file.</exception>
    internal static IEnumerable<T> Read<T>(FileFormat<T> format, FileSplit split, CompressionCodec? compression)
    {
        using SealedFile file = SealedFile.Open(split);
        using Stream stream = compression is null ? file.AsStream() : new DecompressedFile(compression, file.AsStream(), split.Path);
        using IEnumerator<T> records = Open(format, stream, compression is null ? split : split.Decompressed);
        while (MoveNext(records, split))
        {
            yield return records.Current;
        }

        file.CheckUnchanged();
    }

    private static IEnumerator<T> Open<T>(FileFormat<T> format, Stream stream, FileSplit split)
    {
        try
        {
            return (format.Read(stream, split) ?? throw new InvalidOperationException($"{format.GetType().Name}.Read returned null.")).GetEnumerator();
        }
        catch (Exception error) when (!NamesFile(error, split))
        {
            throw Named(split, error);
        }
    }

    private static bool MoveNext<T>(IEnumerator<T> records, FileSplit split)
    {
        try
        {
            return records.MoveNext();
        }
        catch (Exception error) when (!NamesFile(error, split))
        {
            throw Named(split, error);
        }
    }

    private static bool NamesFile(Exception error, FileSplit split) => error.Message.Contains(split.Path, StringComparison.Ordinal);

    private static Exception Named(FileSplit split, Exception error)
    {
        string message = $"Cannot read '{split.Path}': {error.Message}";
        return FileErrors.Is(error) ? new IOException(message, error) : new InvalidDataException(message, error);
    }
}
