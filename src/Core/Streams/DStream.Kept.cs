using OrleansStream.Checkpoints;
using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Rdds;
using OrleansStream.Receivers;
using OrleansStream.Streams;

namespace OrleansStream;

/// <content>Datasets that the checkpoint keeps for batches of a later process.</content>
public abstract partial class DStream<T>
{
    private Func<Rdd<T>, Rdd<T>>? _arrange;

    private Codec<T> Codec => Context.Runtime.Encoding.CodecFor<T>();

    private ReadOnlyMemory<byte> Shape => Codec.Shape.Bytes;

    internal sealed override void CheckKept()
    {
        try
        {
            _ = Codec;
        }
        catch (UnsupportedTypeException error)
        {
            throw new UnsupportedTypeException(
                $"A window looks back on {Name}, whose input cannot be read again after a restart, so its records are kept in the checkpoint, and they cannot be written: {error.Message} Change the type, register a codec for it, or make the window over a source that can be read again.",
                error);
        }
    }

    internal sealed override void CheckKept(ReadOnlyMemory<byte> shape)
    {
        try
        {
            Codec.ForWriter(TypeShape.Decode(shape.Span));
        }
        catch (Exception error) when (error is ShapeMismatchException or CodecException)
        {
            throw new CheckpointMismatchException(
                $"The checkpoint keeps batches of {Name} for a window, and they cannot be read as {TypeNames.Of(typeof(T))}: {error.Message} Give the stream another name with Named, and the window begins anew.", error);
        }
    }

    internal sealed override async Task<KeptDataset> KeepAsync(BatchPlan plan, CancellationToken cancellation)
    {
        if (await GetOrComputeAsync(plan).ConfigureAwait(false) is not { } dataset)
        {
            return new KeptDataset(Name, Shape, Partitions: null);
        }

        ReadOnlyMemory<byte>[] partitions =
            await Context.Runtime.Dispatcher.RunAsync(dataset, new EncodeAction<T>(Codec), partitions: null, cancellation).ConfigureAwait(false);
        return new KeptDataset(Name, Shape, partitions);
    }

    internal sealed override Rdd? Restore(BatchPlan plan, RestoredDataset kept)
    {
        if (kept.Partitions is null)
        {
            return null;
        }

        Codec<T> codec = Codec.ForWriter(TypeShape.Decode(kept.Shape.Span));
        var dataset = new ReceivedRdd<T>(
            plan.Scope, new HeldBlocks<ReceivedBlock<T>>([.. kept.Partitions.Select(bytes => new EncodedBlock<T>(bytes, codec, records: 0))]), Info);
        return _arrange is null ? dataset : _arrange(dataset);
    }

    /// <summary>Keeps each batch's dataset for a window that reads a partition of it as one of its own.</summary>
    /// <param name="arrange">Partitions records that have been kept without their partitioning.</param>
    internal void KeepForWindow(Func<Rdd<T>, Rdd<T>> arrange)
    {
        KeepForWindow();
        _arrange = arrange;
    }
}
