using System.Buffers;

namespace OrleansStream.Execution;

/// <summary>A bucket left as it came from another process, for readers that each need records of their own.</summary>
internal sealed class EncodedBucket(ReadOnlyMemory<byte> bytes) : IShuffleBucket
{
    internal ReadOnlySpan<byte> Bytes => bytes.Span;

    public long Records => throw new NotSupportedException("The records of a bucket that was not decoded are not counted.");

    public void Encode(IBufferWriter<byte> output) =>
        throw new NotSupportedException("A bucket that was received is never sent on.");

    public void Dispose()
    {
    }
}
