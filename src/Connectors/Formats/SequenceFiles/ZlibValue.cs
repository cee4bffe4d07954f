using System.IO.Compression;
using OrleansStream.Compression;

namespace OrleansStream.Formats;

/// <summary>What is in a value of zlib. The framework's stream ends without a word where the value is cut short; this one does not.</summary>
/// <remarks>The framework stops at the end of zlib, which it finds with the checksum behind the data. So if it asks for more than there is, that has not come.</remarks>
internal sealed class ZlibValue : ReadOnlyStream
{
    private readonly EndProbe _value;
    private readonly ZLibStream _content;

    internal ZlibValue(Stream value)
    {
        _value = new EndProbe(value);
        _content = new ZLibStream(_value, CompressionMode.Decompress);
    }

    protected override int ReadNext(Span<byte> buffer)
    {
        int read = buffer.IsEmpty ? 0 : _content.Read(buffer);
        return read == 0 && !buffer.IsEmpty && _value.AskedBeyond ? throw new InvalidDataException("the zlib data is cut short") : read;
    }

    protected override void Dispose(bool disposing)
    {
        _content.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A value that remembers whether more was asked for than there is.</summary>
    private sealed class EndProbe(Stream value) : ReadOnlyStream
    {
        internal bool AskedBeyond { get; private set; }

        protected override int ReadNext(Span<byte> buffer)
        {
            int read = value.Read(buffer);
            AskedBeyond |= read == 0 && !buffer.IsEmpty;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            value.Dispose();
            base.Dispose(disposing);
        }
    }
}
