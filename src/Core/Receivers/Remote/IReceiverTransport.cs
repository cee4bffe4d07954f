using OrleansStream.Execution;

namespace OrleansStream.Receivers;

/// <summary>Reaches the hosts of a job's receivers, which are numbered as the streams that they feed.</summary>
/// <remarks>Calls may fail at any time with any exception, and may have taken effect even so; every one is safe to repeat.</remarks>
internal interface IReceiverTransport
{
    /// <summary>Starts a receiver, wherever there is room for it.</summary>
    Task<ReceiverReport> StartAsync(int receiver, ReceiverStart order, CancellationToken cancellation);

    /// <summary>Fixes what a batch holds.</summary>
    /// <exception cref="ReceiverLostException">That life of the receiver has ended.</exception>
    Task<ReceiverReport> SealAsync(int receiver, ReceiverSealing order, CancellationToken cancellation);

    /// <summary>Has a receiver take in nothing more; what it has can still be sealed and read.</summary>
    /// <exception cref="ReceiverLostException">That life of the receiver has ended.</exception>
    Task<ReceiverReport> StopAsync(int receiver, ReceiverLife life, CancellationToken cancellation);

    /// <summary>Lets a life of a receiver go; one that has ended already is passed over.</summary>
    Task EndAsync(int receiver, ReceiverLife life, CancellationToken cancellation);

    /// <summary>Reads a piece of a block; <see cref="BucketFrame.NotHere"/> if the receiver has it no more.</summary>
    Task<BucketFrame> PullAsync(int receiver, BlockAddress block, int offset, CancellationToken cancellation);
}
