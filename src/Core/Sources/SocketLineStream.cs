using OrleansStream.Rdds;
using OrleansStream.Receivers;

namespace OrleansStream.Sources;

/// <summary>A stream of lines from a TCP connection, as they lie in the blocks they were read into.</summary>
internal abstract class SocketLineStream<T>(StreamingContext context, string kind, SocketLineReceiver receiver)
    : ReceivedStream<T, StoredLines>(context, kind, receiver, static block => block.Dispose())
{
    private ITimer? _timer;

    private protected override bool HasUncut => false;

    private protected override void Open(ReceiverSupervisor supervisor)
    {
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

    private protected override Rdd<T> Dataset(SealedInput<T> batch, StoredLines[] blocks) => Dataset(batch, new StoredLineBlocks(blocks));

    private protected abstract Rdd<T> Dataset(SealedInput<T> batch, ILineBlocks blocks);

    private void Store(LineBlock lines, long records) =>
        Keep(new StoredLines(lines, Context.Runtime.Blocks, Context.Options.PoisonBuffers), records, lines.Length);
}
