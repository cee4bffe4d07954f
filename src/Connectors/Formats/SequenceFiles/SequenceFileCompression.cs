namespace OrleansStream.Formats;

/// <summary>How the values in a file of a sequence are compressed, each by itself.</summary>
public enum SequenceFileCompression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Hadoop's <c>DefaultCodec</c>: zlib, RFC 1950.</summary>
    Default,

    /// <summary>Hadoop's <c>GzipCodec</c>, RFC 1952.</summary>
    Gzip,

    /// <summary>Hadoop's <c>ZStandardCodec</c>, RFC 8878.</summary>
    Zstandard,
}
