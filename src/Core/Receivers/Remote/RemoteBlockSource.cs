using OrleansStream.Checkpoints;
using OrleansStream.Execution;

namespace OrleansStream.Receivers;

/// <summary>Where the blocks of a receiver in another process are.</summary>
/// <param name="transport">Reaches the receiver.</param>
/// <param name="receiver">Its number.</param>
/// <param name="name">The operator name of its stream.</param>
/// <param name="objects">Where its log is.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class RemoteBlockSource(IReceiverTransport transport, int receiver, string name, CheckpointObjects objects, TimeProvider time)
{
    // A process that has just died answers nothing for a while; the log is there at once.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Asks the receiver for a block.</summary>
    /// <returns>Null if it cannot be asked, or has it no more.</returns>
    internal async Task<byte[]?> TryPullAsync(BlockAddress block, CancellationToken cancellation)
    {
        try
        {
            byte[]? bytes = null;
            return await BucketFrame.TryReadAsync(
                offset => transport.PullAsync(receiver, block, offset, cancellation).WaitAsync(Patience, time, cancellation),
                length => bytes = new byte[length]).ConfigureAwait(false)
                ? bytes
                : null;
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            // The log has every block.
            return null;
        }
    }

    /// <summary>Reads the blocks of a batch from the log, each with the encoded shape of its records.</summary>
    /// <exception cref="CheckpointDamagedException">One is not there.</exception>
    internal Task<(LoggedBlock Block, ReadOnlyMemory<byte> Shape)[]> ReadLogAsync(BlockRange range, CancellationToken cancellation) =>
        new ReceiverLog(objects, name, range.Incarnation, default).ReadAsync(range, cancellation);
}
