namespace OrleansStream.Outputs;

/// <summary>Runs code of the user over partitions; what it does is its own affair, so there is nothing to prepare or publish.</summary>
/// <param name="open">Makes what runs it over one partition.</param>
internal sealed class ForeachSink<T>(Func<SinkPartition, SinkWriter<T>> open) : Sink<T>
{
    public override bool ActsBeforeCommit => true;

    public override SinkWriter<T> Open(SinkPartition partition) => open(partition);

    public override ValueTask<ReadOnlyMemory<byte>?> PrepareAsync(
        SinkBatch batch, IReadOnlyList<ReadOnlyMemory<byte>> parts, CancellationToken cancellationToken) => ValueTask.FromResult<ReadOnlyMemory<byte>?>(null);
}
