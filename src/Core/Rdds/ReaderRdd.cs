using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Records that a source reads when a partition's task runs.</summary>
internal sealed class ReaderRdd<T>(BatchScope scope, int partitionCount, Func<int, CancellationToken, IEnumerable<T>> read, OperatorInfo info)
    : Rdd<T>(scope, partitionCount, info)
{
    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        int number = task.Enter(this, partition);
        task.Current = number;
        Sequences.Push(read(partition, task.Cancellation), ref sink, task, number);
    }
}
