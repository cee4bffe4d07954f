namespace OrleansStream.Compression;

/// <summary>A stream that is read from its start to its end, and tells how far it has been read.</summary>
internal abstract class ReadOnlyStream : Stream
{
    private long _read;

    public sealed override bool CanRead => true;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => false;

    public sealed override long Length => throw OneWay();

    public sealed override long Position
    {
        get => _read;
        set => throw OneWay();
    }

    public sealed override int Read(Span<byte> buffer)
    {
        int read = ReadNext(buffer);
        _read += read;
        return read;
    }

    public sealed override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public sealed override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public sealed override void Flush()
    {
    }

    public sealed override long Seek(long offset, SeekOrigin origin) => throw OneWay();

    public sealed override void SetLength(long value) => throw OneWay();

    public sealed override void Write(byte[] buffer, int offset, int count) => throw OneWay();

    /// <summary>Reads as <see cref="Read(Span{byte})"/>.</summary>
    protected abstract int ReadNext(Span<byte> buffer);

    private static NotSupportedException OneWay() => new("What is decompressed can only be read from its start to its end.");
}
