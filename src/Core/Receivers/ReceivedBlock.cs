using OrleansStream.Execution;

namespace OrleansStream.Receivers;

/// <summary>A block of a receiver's records, in whatever form it came.</summary>
internal abstract class ReceivedBlock<T>
{
    /// <summary>What the receiver said of the block, or null.</summary>
    internal string? Metadata { get; init; }

    /// <summary>Where the outside system stands after the block, or null if the receiver did not say.</summary>
    internal byte[]? Position { get; init; }

    /// <summary>How many records it holds, 0 if that is not known before they are decoded.</summary>
    internal abstract long Records { get; }

    /// <summary>How many bytes it holds, about.</summary>
    internal abstract long Bytes { get; }

    /// <summary>Pushes the records in order, as often as it is asked.</summary>
    internal abstract void Run<TSink>(ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T>;

    /// <summary>Gives the memory back; nothing reads the block any more.</summary>
    internal abstract void Release();
}
