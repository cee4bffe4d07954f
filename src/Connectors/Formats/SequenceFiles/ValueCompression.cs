using System.IO.Compression;

namespace OrleansStream.Formats;

/// <summary>The codecs of values by their names in Hadoop.</summary>
internal static class ValueCompression
{
    private const string Package = "org.apache.hadoop.io.compress.";

    private static readonly (SequenceFileCompression Compression, string ClassName, CompressionCodec Codec)[] Known =
    [
        (SequenceFileCompression.Default, Package + "DefaultCodec", new ZlibCodec()),
        (SequenceFileCompression.Gzip, Package + "GzipCodec", new GzipCodec()),
        (SequenceFileCompression.Zstandard, Package + "ZStandardCodec", new ZstdCodec()),
    ];

    /// <summary>The Java class and the codec, or null for none.</summary>
    internal static (string ClassName, CompressionCodec Codec)? Of(SequenceFileCompression compression) =>
        compression == SequenceFileCompression.None ? null : Known.Where(one => one.Compression == compression).Select(one => (one.ClassName, one.Codec)).Single();

    /// <exception cref="InvalidDataException">There is no such codec here.</exception>
    internal static CompressionCodec Named(string className) =>
        Array.Find(Known, one => one.ClassName == className).Codec
        ?? throw new InvalidDataException($"its values are compressed by {className}; known are {string.Join(", ", Known.Select(one => one.ClassName))}");

    /// <summary>The bytes that a codec makes of a value's.</summary>
    internal static byte[] Compress(CompressionCodec codec, ReadOnlySpan<byte> value)
    {
        using var compressed = new MemoryStream();
        using (Stream content = codec.Compress(compressed))
        {
            content.Write(value);
        }

        // Of nothing the framework makes nothing, which is no zlib.
        return codec is ZlibCodec && value.IsEmpty ? [0x78, 0x9C, 3, 0, 0, 0, 0, 1] : compressed.ToArray();
    }

    /// <summary>What Hadoop calls deflate: with the header and checksum of zlib. There are no files of it, only values.</summary>
    private sealed class ZlibCodec : CompressionCodec
    {
        public override string Extension => ".deflate";

        public override Stream Decompress(Stream compressed) => new ZlibValue(compressed);

        public override Stream Compress(Stream compressed) => new ZLibStream(compressed, CompressionLevel.Optimal);
    }
}
