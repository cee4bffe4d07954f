using System.IO.Compression;

namespace OrleansStream.Compression;

/// <summary>Writes one member of gzip, also where there is nothing to compress: the framework's stream then writes nothing, which is no gzip.</summary>
internal sealed class GzipMember(Stream file, CompressionLevel level) : Stream
{
    private readonly GZipStream _member = new(file, level, leaveOpen: true);
    private bool _hasContent;
    private bool _isDisposed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_isDisposed;

    public override long Length => throw OneWay();

    public override long Position
    {
        get => throw OneWay();
        set => throw OneWay();
    }

    // A header without name and time, an empty block, and checksum and length of nothing.
    private static ReadOnlySpan<byte> Empty => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _hasContent |= !buffer.IsEmpty;
        _member.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => _member.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw OneWay();

    public override long Seek(long offset, SeekOrigin origin) => throw OneWay();

    public override void SetLength(long value) => throw OneWay();

    protected override void Dispose(bool disposing)
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            _member.Dispose();
            if (!_hasContent)
            {
                file.Write(Empty);
            }

            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private static NotSupportedException OneWay() => new("What is compressed can only be written from its start to its end.");
}
