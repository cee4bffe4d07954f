using OrleansStream.Rdds;
using OrleansStream.Receivers;

namespace OrleansStream.Sources;

/// <summary>A stream of the records of a receiver, a partition per block.</summary>
/// <param name="context">The context.</param>
/// <param name="kind">What the source is called in names.</param>
/// <param name="receiver">The receiver.</param>
/// <param name="live">What object of this process the receiver reads, or null if it could run in any process.</param>
internal sealed class ReceiverStream<T>(StreamingContext context, string kind, Receiver<T> receiver, string? live = null)
    : ReceivedStream<T, ReceivedBlock<T>>(context, kind, receiver, static block => block.Release())
{
    // A larger block would be a task that holds up its batch.
    private const int MostRecordsOfBlock = 1 << 20;

    // Batches are filled block by block, so blocks must be smaller than what a batch may hold.
    private const int LeastBlocksOfBatch = 4;

    // Descriptions are for people, who will not read more.
    private const int DescribedBlocks = 10;

    private BlockGenerator<T>? _generator;

    internal override string BoundToProcess => live is null ? base.BoundToProcess : $"its {live} is an object of one process.";

    private protected override bool HasUncut => _generator is { HasPending: true };

    private protected override void Open(ReceiverSupervisor supervisor)
    {
        StreamingContextOptions options = Context.Options;
        _generator = new BlockGenerator<T>(
            options.TimeProvider,
            CutInterval,
            options.BlockQueueSize,
            (int)Math.Clamp(options.BatchRecords / LeastBlocksOfBatch, 1, MostRecordsOfBlock),
            Store,
            error => supervisor.ReportError($"A block could not be stored and its records are lost: {error.Message}", error));
        receiver.Attach(new ReceiverStore<T>(_generator, Intake, Context.Runtime.Encoding));
        _generator.Start();
    }

    private protected override Task FlushAsync() => _generator!.FlushAsync();

    private protected override Task CloseAsync() => _generator!.StopAsync();

    private protected override string Describe(BlockRange range)
    {
        string[] metadata = [.. Blocks.Get(range).Select(block => block.Metadata).OfType<string>().Take(DescribedBlocks + 1)];
        if (metadata.Length > DescribedBlocks)
        {
            metadata[^1] = "...";
        }

        return metadata.Length == 0 ? range.Description : $"{range.Description} ({string.Join(", ", metadata)})";
    }

    private protected override Rdd<T> Dataset(SealedInput<T> batch, ReceivedBlock<T>[] blocks) =>
        new ReceivedRdd<T>(batch.Scope, blocks, batch.Info);

    private ValueTask Store(ReceivedBlock<T> block)
    {
        Keep(block, block.Records, block.Bytes);
        return ValueTask.CompletedTask;
    }
}
