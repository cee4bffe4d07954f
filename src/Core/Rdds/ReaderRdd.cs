using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Records that a source reads when a partition's task runs.</summary>
internal sealed class ReaderRdd<T>(BatchScope scope, int partitionCount, Func<int, IEnumerable<T>> read, OperatorInfo info)
    : Rdd<T>(scope, partitionCount, info)
{
    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        int number = task.Enter(Info);
        task.Current = number;
        int sinceCheck = 0;
        foreach (T record in read(partition))
        {
            sink.Push(record);
            task.Current = number;
            if (++sinceCheck == Chunks.Records)
            {
                sinceCheck = 0;
                if (!task.Continue())
                {
                    return;
                }
            }
        }
    }
}
