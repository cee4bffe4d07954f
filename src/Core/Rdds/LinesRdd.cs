using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Lines over the blocks they arrived in or are read into, found while the partition runs; subclasses say what a line is to the user.</summary>
internal abstract class LinesRdd<T>(BatchScope scope, ILineBlocks blocks, OperatorInfo info) : Rdd<T>(scope, blocks.PartitionCount, info)
{
    internal override Task FetchAsync(int partition, CancellationToken cancellation) => blocks.FetchAsync(partition, cancellation);

    internal sealed override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        task.Current = task.Enter(this, partition);
        foreach (LineBlock block in blocks.Read(partition, task))
        {
            if (!Lines(block, ref sink, task))
            {
                return;
            }
        }
    }

    /// <summary>Pushes the lines of a block.</summary>
    /// <returns>False when the rest of the partition is not wanted.</returns>
    protected abstract bool Lines<TSink>(LineBlock lines, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T>;
}
