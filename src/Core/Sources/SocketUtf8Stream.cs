using OrleansStream.Rdds;
using OrleansStream.Receivers;

namespace OrleansStream.Sources;

/// <summary>Lines as slices of the bytes that were read.</summary>
internal sealed class SocketUtf8Stream(StreamingContext context, TcpServer server)
    : SocketLineStream<Utf8Slice>(context, "SocketUtf8Stream", new SocketLineReceiver(server))
{
    private protected override Rdd<Utf8Slice> Dataset(SealedInput<Utf8Slice> batch, ILineBlocks blocks) =>
        new Utf8LinesRdd(batch.Scope, blocks, batch.Info);
}
