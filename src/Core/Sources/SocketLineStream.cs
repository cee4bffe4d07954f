using OrleansStream.Rdds;
using OrleansStream.Receivers;

namespace OrleansStream.Sources;

/// <summary>A stream of lines from a TCP connection, as they lie in the blocks they were read into.</summary>
internal abstract class SocketLineStream<T>(StreamingContext context, string kind, SocketLineReceiver receiver)
    : ReceivedStream<T, StoredBytes>(context, kind, receiver, static block => block.Dispose())
{
    private ITimer? _timer;
    private ReceiverSupervisor? _supervisor;

    private protected override bool HasUncut => false;

    private protected override void Open(ReceiverSupervisor supervisor)
    {
        _supervisor = supervisor;
        receiver.Open(Store, Intake, Context.Options);
        _timer = Context.Options.TimeProvider.CreateTimer(
            static receiver => ((SocketLineReceiver)receiver!).Cut(), receiver, CutInterval, CutInterval);
    }

    private protected override Task FlushAsync()
    {
        receiver.Cut();
        receiver.Trim();
        return Task.CompletedTask;
    }

    private protected override async Task CloseAsync() => await _timer!.DisposeAsync().ConfigureAwait(false);

    private protected override Rdd<T> Dataset(SealedInput<T> batch, IBlocks<StoredBytes> blocks) => Dataset(batch, new StoredLineBlocks(blocks));

    private protected abstract Rdd<T> Dataset(SealedInput<T> batch, ILineBlocks blocks);

    private protected override ReadOnlyMemory<byte> LoggedShape => ReadOnlyMemory<byte>.Empty;

    private protected override StoredBytes FromLog(LoggedBlock block, ReadOnlyMemory<byte> shape) =>
        shape.IsEmpty
            ? FromBytes(block)
            : throw new CheckpointMismatchException(
                $"The write-ahead log of {Name} has blocks of records that were not processed, and the stream is one of lines now. Run the job once more as it was and stop it gracefully, or give the stream another name with Named.");

    private protected override StoredBytes FromBytes(LoggedBlock block) => StoredBytes.Of(block.Bytes, Context.Runtime.Blocks);

    private protected override StoredBytes? BytesOf(StoredBytes block) => block;

    private void Store(LineBlock lines, long records)
    {
        if (IsLogged)
        {
            _ = LogAsync(lines, records);
        }
        else
        {
            Keep(Stored(lines), records, lines.Length);
        }
    }

    private async Task LogAsync(LineBlock lines, long records)
    {
        try
        {
            await LogAsync(new LoggedBlock(records, Metadata: null, lines.Bytes), () => Stored(lines)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // A stop at once drops what is not stored, as it drops what has not been received.
            lines.Block.Release();
        }
        catch (Exception error)
        {
            lines.Block.Release();
            _supervisor!.ReportError($"A block of {records} lines could not be stored and is lost: {error.Message}", error);
        }
    }

    private StoredBytes Stored(LineBlock lines) => new(lines, Context.Runtime.Blocks, Context.Options.PoisonBuffers);
}
