using OrleansStream.Rdds;
using OrleansStream.Receivers;

namespace OrleansStream.Sources;

/// <summary>A stream of lines from a TCP connection, as they lie in the blocks they were read into.</summary>
internal abstract class SocketStream<T>(StreamingContext context, string kind, SocketLineReceiver receiver)
    : ReceivedStream<T, StoredLines>(context, kind, receiver, static block => block.Dispose())
{
    private ITimer? _timer;

    private protected override bool HasUncut => false;

    private protected override void Open(ReceiverSupervisor supervisor)
    {
        receiver.Open(Store, Context.Options);
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

    private protected override Rdd<T> Dataset(SealedInput<T> batch, StoredLines[] blocks) => Dataset(batch, new StoredLineBlocks(blocks));

    private protected abstract Rdd<T> Dataset(SealedInput<T> batch, ILineBlocks blocks);

    private void Store(LineBlock lines, long records) =>
        Blocks.Add(new StoredLines(lines, Context.Runtime.Blocks, Context.Options.PoisonBuffers), records);
}

/// <summary>Lines as strings, decoded when a partition runs.</summary>
internal sealed class SocketTextStream(StreamingContext context, string host, int port)
    : SocketStream<string>(context, "SocketTextStream", new SocketLineReceiver(host, port))
{
    private protected override Rdd<string> Dataset(SealedInput<string> batch, ILineBlocks blocks) =>
        new StringLinesRdd(batch.Scope, blocks, batch.Info);
}

/// <summary>Lines as slices of the bytes that were read.</summary>
internal sealed class SocketUtf8Stream(StreamingContext context, string host, int port)
    : SocketStream<Utf8Slice>(context, "SocketUtf8Stream", new SocketLineReceiver(host, port))
{
    private protected override Rdd<Utf8Slice> Dataset(SealedInput<Utf8Slice> batch, ILineBlocks blocks) =>
        new Utf8LinesRdd(batch.Scope, blocks, batch.Info);
}
