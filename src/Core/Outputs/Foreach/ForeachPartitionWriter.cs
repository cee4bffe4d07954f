using OrleansStream.Execution;

namespace OrleansStream.Outputs;

/// <summary>Gives a partition's records to an action when it has them all.</summary>
internal sealed class ForeachPartitionWriter<T>(BlockStore store, Action<IEnumerable<T>> action) : GatheringWriter<T>(store)
{
    public override ReadOnlyMemory<byte> Complete()
    {
        base.Complete();
        action(Records);
        return default;
    }
}
