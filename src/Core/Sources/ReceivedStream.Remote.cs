using OrleansStream.Receivers;

namespace OrleansStream.Sources;

/// <content>The receiver in another process: seen from the coordinator and from whoever reads its blocks, and seen from where it is.</content>
internal abstract partial class ReceivedStream<T, TBlock> : IReceivedStream
{
    // Null where the receiver is in this process.
    private RemoteReceiver? _remote;

    private ReceiverLife Life => new(Context.Epoch, Context.ReceiverNumber);

    async Task IReceivedStream.TakeOverAsync(IReadOnlyList<LogPosition> logs, CancellationToken cancellation) =>
        await TakeOverAsync(logs, cancellation).ConfigureAwait(false);

    void IReceivedStream.Follow(ReceiverSealing order)
    {
        if (order.Over is { } over)
        {
            Intake.BatchOver(over);
        }

        if (order.Rate is { } rate)
        {
            Intake.Update(rate);
        }

        foreach (LogPosition position in order.Logs)
        {
            Blocks.ReleaseBefore(position.Incarnation, position.FirstNeeded);
            if (_logs.TryGetValue(position.Incarnation, out ReceiverLog? log))
            {
                log.TrimTo(position.GroupNeeded);
            }
        }
    }

    ReceiverReport IReceivedStream.Report(SourceSeal? seal) => new(HasUnsealedData, Statistics!.Value, seal);

    (int Total, ReadOnlyMemory<byte> Bytes)? IReceivedStream.TryRead(BlockAddress block, int offset, int length) =>
        Blocks.TryFind(block, out TBlock? found) && BytesOf(found!) is { } stored && stored.TryCopy(offset, length) is { } piece ? (stored.Length, piece) : null;

    /// <summary>A block of bytes that were written with today's shape of the records.</summary>
    private protected abstract TBlock FromBytes(LoggedBlock block);

    /// <summary>The bytes that a block consists of, or null if it has not been encoded.</summary>
    private protected abstract StoredBytes? BytesOf(TBlock block);

    private async Task TakeOverAsync(IReadOnlyList<LogPosition> logs, CancellationToken cancellation)
    {
        foreach (LogPosition position in logs)
        {
            await TakeOverAsync(position, cancellation).ConfigureAwait(false);
        }
    }

    private RemoteReceiver CalledBy(IReceiverTransport receivers) => new(receivers, StreamId, Name, Context.Epoch, Context.CheckpointObjects!);

    private RemoteBlocks<TBlock> Elsewhere(SealedInput<T> batch, BlockRange range, IReceiverTransport receivers)
    {
        var source = new RemoteBlockSource(receivers, StreamId, Name, Context.CheckpointObjects!, Context.Options.TimeProvider);
        var blocks = new RemoteBlocks<TBlock>(range, source, (block, shape) => shape is { } written ? FromLog(block, written) : FromBytes(block), _free);
        batch.Scope.Own(blocks);
        return blocks;
    }
}
