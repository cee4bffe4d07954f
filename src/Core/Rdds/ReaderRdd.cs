using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Records that a source reads when a partition's task runs.</summary>
internal sealed class ReaderRdd<T>(BatchScope scope, int partitionCount, Func<int, CancellationToken, IEnumerable<T>> read, OperatorInfo info)
    : Rdd<T>(scope, partitionCount, info)
{
    /// <summary>Brings what a partition reads from elsewhere; null if there is nothing of the kind.</summary>
    internal Func<int, CancellationToken, Task>? Fetch { get; init; }

    internal override Task FetchAsync(int partition, CancellationToken cancellation) => Fetch?.Invoke(partition, cancellation) ?? Task.CompletedTask;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        int number = task.Enter(this, partition);
        task.Current = number;
        Sequences.Push(read(partition, task.Cancellation), ref sink, task, number);
    }
}
