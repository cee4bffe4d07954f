using System.Buffers;

namespace OrleansStream.Execution;

/// <summary>A bucket left as it came from another process, for readers that each make records of their own. What a reader makes dies young,
/// where all records of a batch at once would keep the collector busy.</summary>
internal sealed class EncodedBucket(PooledBytes bytes) : IShuffleBucket
{
    internal ReadOnlySpan<byte> Bytes => bytes.Span;

    public long Records => throw new NotSupportedException("The records of a bucket that was not decoded are not counted.");

    public void Encode(IBufferWriter<byte> output) =>
        throw new NotSupportedException("A bucket that was received is never sent on.");

    public void Dispose() => bytes.Dispose();
}
