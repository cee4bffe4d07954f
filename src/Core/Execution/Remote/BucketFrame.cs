namespace OrleansStream.Execution;

/// <summary>A piece of an encoded bucket.</summary>
/// <param name="Total">The bucket's length in bytes; 0 for one without records.</param>
/// <param name="Bytes">The piece.</param>
internal readonly record struct BucketFrame(int Total, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The largest piece, so that membership probes never wait long behind one.</summary>
    internal const int MaxLength = 64 * 1024;
}
