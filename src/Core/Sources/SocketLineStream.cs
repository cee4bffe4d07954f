using OrleansStream.Rdds;
using OrleansStream.Receivers;

namespace OrleansStream.Sources;

/// <summary>A stream of lines from a TCP connection, as they lie in the blocks they were read into.</summary>
internal abstract class SocketLineStream<T>(StreamingContext context, string kind, SocketLineReceiver receiver)
    : ReceivedStream<T, LineBlock>(context, kind, receiver, static block => block.Block.Release())
{
    private ITimer? _timer;

    private protected override bool HasUncut => false;

    private protected override void Open(ReceiverSupervisor supervisor)
    {
        receiver.Open((block, lines) => Keep(block, lines, block.Length), Intake, Context.Options);
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

    private protected override Rdd<T> Dataset(SealedInput<T> batch, LineBlock[] blocks) =>
        Dataset(batch, new HeldLineBlocks(Array.ConvertAll(blocks, static block => (IReadOnlyList<LineBlock>)[block])));

    private protected abstract Rdd<T> Dataset(SealedInput<T> batch, ILineBlocks blocks);
}
