using OrleansStream.Execution;
using OrleansStream.Receivers;

namespace OrleansStream.Rdds;

/// <summary>Records of a receiver, a partition per block.</summary>
internal sealed class ReceivedRdd<T>(BatchScope scope, IBlocks<ReceivedBlock<T>> blocks, OperatorInfo info)
    : Rdd<T>(scope, blocks.Count, info)
{
    internal override Task FetchAsync(int partition, CancellationToken cancellation) => blocks.FetchAsync(partition, cancellation);

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        // A block that cannot be decoded is the source's failure.
        task.Current = task.Enter(Info);
        blocks[partition].Run(ref sink, task);
    }
}
