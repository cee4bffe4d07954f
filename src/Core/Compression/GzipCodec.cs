using System.IO.Compression;
using OrleansStream.Compression;

namespace OrleansStream;

/// <summary>Files of gzip, RFC 1952: one member or several, one after the other.</summary>
/// <param name="level">How hard to compress.</param>
/// <remarks>A file that ends within a member, or goes on with something else after one, is refused, as is a wrong checksum.</remarks>
public sealed class GzipCodec(CompressionLevel level) : CompressionCodec
{
    /// <summary>Makes a codec that compresses as zlib does by default.</summary>
    public GzipCodec()
        : this(CompressionLevel.Optimal)
    {
    }

    /// <inheritdoc/>
    public override string Extension => ".gz";

    /// <inheritdoc/>
    public override bool IsConcatenable => true;

    /// <inheritdoc/>
    public override Stream Decompress(Stream compressed)
    {
        ArgumentNullException.ThrowIfNull(compressed);
        return new GzipMembers(compressed);
    }

    /// <inheritdoc/>
    public override Stream Compress(Stream compressed)
    {
        ArgumentNullException.ThrowIfNull(compressed);
        return new GzipMember(compressed, level);
    }
}
