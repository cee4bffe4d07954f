namespace OrleansStream.Receivers;

/// <summary>What a stream shows to the host of its receiver, beside what every source shows.</summary>
internal interface IReceivedStream
{
    /// <summary>Goes on with logs; called before the start.</summary>
    Task TakeOverAsync(IReadOnlyList<LogPosition> logs, CancellationToken cancellation);

    /// <summary>Takes note of what has become of batches, and of the rate that they can be run at.</summary>
    void Follow(ReceiverSealing order);

    /// <summary>How the receiver stands.</summary>
    ReceiverReport Report(SourceSeal? seal = null);

    /// <summary>A piece of a block, or null if it is not here any more.</summary>
    (int Total, ReadOnlyMemory<byte> Bytes)? TryRead(BlockAddress block, int offset, int length);
}
