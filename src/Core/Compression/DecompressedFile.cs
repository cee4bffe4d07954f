using OrleansStream.Outputs;

namespace OrleansStream.Compression;

/// <summary>What is in a compressed file; errors name the file and the place.</summary>
internal sealed class DecompressedFile : ReadOnlyStream
{
    private readonly string _path;
    private readonly Counted _file;
    private readonly Stream _content;

    /// <param name="codec">How it is compressed.</param>
    /// <param name="file">The file, at its start; closed with the stream.</param>
    /// <param name="path">Its path.</param>
    internal DecompressedFile(CompressionCodec codec, Stream file, string path)
    {
        _path = path;
        _file = new Counted(file);
        try
        {
            _content = codec.Decompress(_file) ?? throw new InvalidOperationException($"{codec.GetType().Name}.Decompress returned null");
        }
        catch (Exception error) when (IsOfContent(error))
        {
            throw Damaged(error);
        }
    }

    protected override int ReadNext(Span<byte> buffer)
    {
        try
        {
            int read = _content.Read(buffer);

            // Even nothing has a header, but not every codec misses it.
            return read > 0 || buffer.IsEmpty || _file.Position > 0 ? read : throw new InvalidDataException("the file is empty");
        }
        catch (Exception error) when (IsOfContent(error))
        {
            throw Damaged(error);
        }
        catch (Exception error) when (FileErrors.Is(error))
        {
            throw new IOException($"Cannot read '{_path}': {error.Message}", error);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _content.Dispose();
        _file.Dispose();
        base.Dispose(disposing);
    }

    // Not what the file system says, which is no fault of the bytes.
    private static bool IsOfContent(Exception error) => error is EndOfStreamException || !FileErrors.Is(error);

    private InvalidDataException Damaged(Exception error) => new(
        FormattableString.Invariant($"'{_path}' cannot be decompressed beyond byte {Position} of its content, at or before byte {_file.Position} of the file: {error.Message}"),
        error);

    /// <summary>A file and how far it has been read.</summary>
    private sealed class Counted(Stream file) : ReadOnlyStream
    {
        protected override int ReadNext(Span<byte> buffer) => file.Read(buffer);

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
