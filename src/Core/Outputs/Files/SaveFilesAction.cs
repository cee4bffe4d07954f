using OrleansStream.Execution;

namespace OrleansStream.Outputs;

/// <summary>Writes each partition of a dataset to a file of its own.</summary>
internal sealed class SaveFilesAction<T>(string name, FileSink<T> sink, SinkBatch batch) : PartitionAction<T, ReadOnlyMemory<byte>>
{
    internal override string Name => name;

    internal override ReadOnlyMemory<byte> Run(Rdd<T> rdd, int partition, TaskScope task)
    {
        int number = task.Enter(OperatorInfo.OfRdd(name));
        task.Current = number;
        using SinkWriter<T> writer = sink.Open(SinkPartition.Of(batch, partition, rdd.PartitionCount, task));
        return writer.WriteAll(rdd, partition, task, number);
    }
}
