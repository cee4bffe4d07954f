using OrleansStream.Outputs;

namespace OrleansStream.Databases;

/// <summary>Gathers the rows of one attempt at one partition; they are written when all are there.</summary>
internal sealed class DatabaseSinkWriter<T>(DatabaseSink<T> sink, SinkPartition partition, RowBuffer<T> rows) : SinkWriter<T>
{
    public override void Write(T record) => rows.Add(record);

    public override ReadOnlyMemory<byte> Complete() => default;

    public override async ValueTask SettleAsync(CancellationToken cancellationToken) =>
        await sink.WriteAsync(partition, rows, cancellationToken).ConfigureAwait(false);
}
