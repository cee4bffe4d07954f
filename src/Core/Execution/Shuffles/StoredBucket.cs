using System.Buffers;

namespace OrleansStream.Execution;

/// <summary>A bucket of records in order that did not fit into memory.</summary>
internal sealed class StoredBucket<T>(StoredRecords<T> stored) : IShuffleBucket
{
    internal StoredRecords<T> Stored => stored;

    public long Records => stored.Count;

    public void Encode(IBufferWriter<byte> output) => stored.Encode(output);

    public void Dispose() => stored.Dispose();
}
