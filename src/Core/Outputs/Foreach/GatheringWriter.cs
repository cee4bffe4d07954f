using OrleansStream.Execution;

namespace OrleansStream.Outputs;

/// <summary>Gathers a partition for a function that is given it as a whole; what does not fit into memory goes to disk.</summary>
internal abstract class GatheringWriter<T>(BlockStore store) : SinkWriter<T>
{
    /// <summary>The records; to be read once writing is complete and until this is disposed of.</summary>
    protected StoredRecords<T> Records { get; } = new(store, StorageLevel.MemoryAndDisk, detach: false);

    public sealed override void Write(T record) => Records.Add(record);

    public override ReadOnlyMemory<byte> Complete()
    {
        Records.Complete();
        return default;
    }

    protected override void Dispose(bool disposing)
    {
        Records.Dispose();
        base.Dispose(disposing);
    }
}
