using OrleansStream.Outputs;

namespace OrleansStream.Core.Tests.Outputs;

/// <summary>Drives a text file sink as the engine does, one step at a time.</summary>
internal sealed class TextFileRun<T>(string prefix, string suffix = "", FileRoll? roll = null)
{
    internal FileSinkNames Names { get; } = new(prefix, suffix);

    internal FileSink<T> Sink => new(Names, TextOutputFormat<T>.Instance, roll);

    internal static SinkBatch Batch(long time = 1000, long epoch = 1, int attempt = 1, string job = "job", string output = "SaveAsTextFiles-1") =>
        new(job, output, new BatchTime(time), epoch, attempt);

    internal ReadOnlyMemory<byte> Write(SinkBatch batch, int partition, IEnumerable<T> records, int taskAttempt = 1)
    {
        using SinkWriter<T> writer = Sink.Open(new SinkPartition(batch, partition, taskAttempt));
        foreach (T record in records)
        {
            writer.Write(record);
        }

        return writer.Complete();
    }

    internal async Task<ReadOnlyMemory<byte>> PrepareAsync(SinkBatch batch, params T[][] partitions)
    {
        ReadOnlyMemory<byte>[] parts = [.. partitions.Select((records, index) => Write(batch, index, records))];
        return (await Sink.PrepareAsync(batch, parts, CancellationToken.None))!.Value;
    }

    internal async Task PublishAsync(ReadOnlyMemory<byte> token) => await Sink.PublishAsync(token, CancellationToken.None);

    internal async Task SaveAsync(SinkBatch batch, params T[][] partitions) => await PublishAsync(await PrepareAsync(batch, partitions));
}
