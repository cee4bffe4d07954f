namespace OrleansStream.Execution;

/// <summary>A piece of an encoded bucket, or of another block of bytes.</summary>
/// <param name="Total">The whole length in bytes; 0 for a bucket without records.</param>
/// <param name="Bytes">The piece.</param>
internal readonly record struct BucketFrame(int Total, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The largest piece, so that membership probes never wait long behind one.</summary>
    internal const int MaxLength = 64 * 1024;

    /// <summary>The length of what was asked for and is not there.</summary>
    internal const int NotHere = -1;
}
