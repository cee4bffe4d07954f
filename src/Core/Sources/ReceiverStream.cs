using System.Buffers;
using OrleansStream.Encoding;
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

    internal override string? BoundToProcess => live is null ? base.BoundToProcess : $"its {live} is an object of one process.";

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
            error => ReportLost(supervisor, error));
        receiver.Attach(new ReceiverStore<T>(_generator, Intake, StoreEncoded, () => Reached));
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

    private protected override Rdd<T> Dataset(SealedInput<T> batch, IBlocks<ReceivedBlock<T>> blocks) =>
        new ReceivedRdd<T>(batch.Scope, blocks, batch.Info);

    private protected override ReadOnlyMemory<byte> LoggedShape => Codec.Shape.Bytes;

    private Codec<T> Codec => Context.Runtime.Encoding.CodecFor<T>();

    private protected override ReceivedBlock<T> FromLog(LoggedBlock block, ReadOnlyMemory<byte> shape)
    {
        try
        {
            return Encoded(block, Codec.ForWriter(TypeShape.Decode(shape.Span)));
        }
        catch (Exception error) when (error is ShapeMismatchException or CodecException)
        {
            throw new CheckpointMismatchException(
                $"The write-ahead log of {Name} has blocks that were not processed, and they cannot be read as {TypeNames.Of(typeof(T))}: {error.Message} Run the job once more as it was and stop it gracefully; then change the type.",
                error);
        }
    }

    private protected override ReceivedBlock<T> FromBytes(LoggedBlock block) => Encoded(block, Codec);

    private protected override StoredBytes? BytesOf(ReceivedBlock<T> block) => (block as EncodedBlock<T>)?.Stored;

    private static void ReportLost(ReceiverSupervisor supervisor, Exception error)
    {
        // A stop at once drops what is not stored, as it drops what has not been received.
        if (error is not OperationCanceledException)
        {
            supervisor.ReportError($"A block could not be stored and its records are lost: {error.Message}", error);
        }
    }

    private async ValueTask Store(RecordBlock<T> block)
    {
        if (!IsLogged)
        {
            Keep(block, block.Records, block.Bytes, block.Position);
            return;
        }

        var bytes = new ArrayBufferWriter<byte>();
        Codec.WriteBlock(block.Span, bytes);
        await LogAsync(new LoggedBlock(block.Records, block.Metadata, bytes.WrittenMemory), block.Position).ConfigureAwait(false);
        block.Release();
    }

    private ValueTask StoreEncoded(ReadOnlyMemory<byte> bytes, string? metadata)
    {
        var block = new LoggedBlock(Records: 0, metadata, bytes);
        if (IsLogged)
        {
            return LogAsync(block);
        }

        Keep(Encoded(block, Codec), 0, bytes.Length);
        return ValueTask.CompletedTask;
    }

    private ValueTask LogAsync(LoggedBlock block, byte[]? position = null) => LogAsync(block, () => Encoded(block, Codec), position);

    private EncodedBlock<T> Encoded(LoggedBlock block, Codec<T> codec) =>
        new(StoredBytes.Of(block.Bytes, Context.Runtime.Blocks), codec, block.Records) { Metadata = block.Metadata };
}
