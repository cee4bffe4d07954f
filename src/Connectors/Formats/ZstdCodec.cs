using ZstdSharp;

namespace OrleansStream.Formats;

/// <summary>Files of Zstandard, RFC 8878: one frame or several, one after the other. Add it to <see cref="StreamingContextOptions.CompressionCodecs"/> to read them.</summary>
/// <remarks>Frames are written with a checksum. A file that ends within a frame, or goes on with something else after one, is refused, as is a wrong checksum.</remarks>
public sealed class ZstdCodec : CompressionCodec
{
    /// <summary>The level that zstd has by default.</summary>
    public const int DefaultLevel = 3;

    /// <summary>Makes a codec.</summary>
    /// <param name="level">How hard to compress, from 1 to 22; levels above 19 take much memory.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="level"/> breaks its rule.</exception>
    public ZstdCodec(int level = DefaultLevel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, Compressor.MaxCompressionLevel);
        Level = level;
    }

    /// <summary>How hard it compresses.</summary>
    public int Level { get; }

    /// <inheritdoc/>
    public override string Extension => ".zst";

    /// <inheritdoc/>
    public override bool IsConcatenable => true;

    /// <inheritdoc/>
    public override Stream Decompress(Stream compressed)
    {
        ArgumentNullException.ThrowIfNull(compressed);
        return new DecompressionStream(compressed, checkEndOfStream: true);
    }

    /// <inheritdoc/>
    public override Stream Compress(Stream compressed)
    {
        ArgumentNullException.ThrowIfNull(compressed);
        var frame = new CompressionStream(compressed, Level);
        frame.SetParameter(ZstdSharp.Unsafe.ZSTD_cParameter.ZSTD_c_checksumFlag, 1);
        return frame;
    }
}
