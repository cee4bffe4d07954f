using OrleansStream.Rdds;
using OrleansStream.Receivers;

namespace OrleansStream.Sources;

/// <summary>Lines as strings, decoded when a partition runs.</summary>
internal sealed class SocketTextStream(StreamingContext context, TcpServer server)
    : SocketLineStream<string>(context, "SocketTextStream", new SocketLineReceiver(server))
{
    private protected override Rdd<string> Dataset(SealedInput<string> batch, ILineBlocks blocks) =>
        new StringLinesRdd(batch.Scope, blocks, batch.Info);
}
