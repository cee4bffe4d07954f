namespace OrleansStream.Outputs;

/// <summary>What a format writes a staged file to.</summary>
/// <remarks>It has a buffer of its own because those of the framework write on disposal, which must not fail a second time; and formats may close
/// it, which only <see cref="Complete"/> and <see cref="Abandon"/> do.</remarks>
internal sealed class FileSinkStream(Stream file, string path) : Stream
{
    private const int BufferSize = 1 << 16;
    private readonly byte[] _buffer = new byte[BufferSize];
    private int _used;
    private long _written;
    private bool _isAbandoned;
    private bool _isComplete;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    /// <summary>How many bytes the file has, with those that wait in the buffer.</summary>
    public override long Length => _written + _used;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException("Files of outputs are written from the first byte to the last.");
    }

    /// <summary>Forces everything to the disk and closes the file.</summary>
    /// <exception cref="IOException">The file system refused; the message names the path.</exception>
    internal void Complete()
    {
        WriteOut(_buffer.AsSpan(0, _used));
        _used = 0;
        _isComplete = true;
        FileErrors.Naming(path, () =>
        {
            if (file is FileStream onDisk)
            {
                onDisk.Flush(flushToDisk: true);
            }

            file.Dispose();
        });
    }

    /// <summary>Closes the file as it is; what is written from now on goes nowhere.</summary>
    internal void Abandon()
    {
        _isAbandoned = true;
        file.Dispose();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_isAbandoned || buffer.IsEmpty)
        {
            return;
        }

        if (_isComplete)
        {
            throw new InvalidOperationException(FormattableString.Invariant(
                $"{buffer.Length} bytes were written to '{path}' after its writer had completed it; Complete must have written everything."));
        }

        if (buffer.Length > BufferSize - _used)
        {
            WriteOut(_buffer.AsSpan(0, _used));
            _used = 0;
        }

        // Formats with a buffer of their own need no second one.
        if (_used == 0 && buffer.Length >= BufferSize / 2)
        {
            WriteOut(buffer);
            return;
        }

        buffer.CopyTo(_buffer.AsSpan(_used));
        _used += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Does nothing: a file that is not complete helps nobody.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Files of outputs cannot be read while they are written.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("Files of outputs are written from the first byte to the last.");

    public override void SetLength(long value) => throw new NotSupportedException("Files of outputs are written from the first byte to the last.");

    private void WriteOut(ReadOnlySpan<byte> bytes)
    {
        try
        {
            file.Write(bytes);
        }
        catch (Exception error) when (FileErrors.Is(error))
        {
            throw FileErrors.Named(path, error);
        }

        _written += bytes.Length;
    }
}
