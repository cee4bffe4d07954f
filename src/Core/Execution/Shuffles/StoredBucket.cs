using System.Buffers;

namespace OrleansStream.Execution;

/// <summary>A bucket of records in order that did not fit into memory.</summary>
internal sealed class StoredBucket<T>(StoredRecords<T> stored) : IShuffleBucket
{
    public long Records => stored.Count;

    /// <summary>Pushes the records.</summary>
    /// <returns>False when the rest of the partition is not wanted.</returns>
    internal bool Feed<TSink>(ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T> =>
        stored.TryFeed(ref sink, task) ? !task.Satisfied : throw new InvalidOperationException("The bucket has been freed.");

    public void Encode(IBufferWriter<byte> output) => stored.Encode(output);

    public void Dispose() => stored.Dispose();
}
