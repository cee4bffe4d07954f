using OrleansStream.Receivers;

namespace OrleansStream.Sources;

/// <summary>A stream of the records of a custom receiver, a partition per block.</summary>
internal sealed class ReceiverStream<T>(StreamingContext context, Receiver<T> receiver)
    : ReceivedStream<T, RecordBlock<T>>(context, "ReceiverStream", receiver, static block => block.Release())
{
    private BlockGenerator<T>? _generator;

    private protected override bool HasUncut => _generator is { HasPending: true };

    private protected override void Open(ReceiverSupervisor supervisor)
    {
        StreamingContextOptions options = Context.Options;
        _generator = new BlockGenerator<T>(
            options.TimeProvider,
            CutInterval,
            options.BlockQueueSize,
            Store,
            error => supervisor.ReportError($"A block could not be stored and its records are lost: {error.Message}", error));
        receiver.Attach(_generator);
        _generator.Start();
    }

    private protected override Task FlushAsync() => _generator!.FlushAsync();

    private protected override Task CloseAsync() => _generator!.StopAsync();

    private protected override Rdd<T> Dataset(SealedInput<T> batch, RecordBlock<T>[] blocks) =>
        batch.FromPartitions(Array.ConvertAll(blocks, static block => block.Records));

    private ValueTask Store(RecordBlock<T> block)
    {
        Blocks.Add(block, block.Count);
        return ValueTask.CompletedTask;
    }
}
