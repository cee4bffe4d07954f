using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream;

/// <summary>What a source is given to make a batch's dataset from.</summary>
/// <typeparam name="T">The records' type.</typeparam>
public sealed class SealedInput<T>
{
    private readonly OperatorInfo _info;

    internal SealedInput(BatchScope scope, BatchTime time, SourceSeal seal, OperatorInfo info)
    {
        Scope = scope;
        Time = time;
        Seal = seal;
        _info = info;
    }

    /// <summary>The batch time.</summary>
    public BatchTime Time { get; }

    /// <summary>What the batch holds of the source.</summary>
    public SourceSeal Seal { get; }

    internal BatchScope Scope { get; }

    internal OperatorInfo Info => _info;

    /// <summary>A dataset over records in memory.</summary>
    /// <param name="partitions">The records of each partition; not copied, and not to be changed while the batch lives.</param>
    /// <exception cref="ArgumentNullException"><paramref name="partitions"/> is null.</exception>
    public Rdd<T> FromPartitions(IReadOnlyList<ReadOnlyMemory<T>> partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        return new SequenceRdd<T>(Scope, partitions, _info);
    }

    /// <summary>A dataset whose partitions are read when their tasks run.</summary>
    /// <param name="partitionCount">How many partitions; 0 or more.</param>
    /// <param name="read">Gives a partition's records, on an engine thread; the same ones at every call.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitionCount"/> is negative.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="read"/> is null.</exception>
    public Rdd<T> FromReader(int partitionCount, Func<int, IEnumerable<T>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return FromReader(partitionCount, (partition, _) => read(partition));
    }

    /// <summary>A dataset whose partitions are read when their tasks run, by a reader that may have to wait.</summary>
    /// <param name="partitionCount">How many partitions; 0 or more.</param>
    /// <param name="read">Gives a partition's records, on an engine thread; the same ones at every call. Its token is cancelled when the records are not
    /// wanted any longer.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="partitionCount"/> is negative.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="read"/> is null.</exception>
    public Rdd<T> FromReader(int partitionCount, Func<int, CancellationToken, IEnumerable<T>> read)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partitionCount);
        ArgumentNullException.ThrowIfNull(read);
        return new ReaderRdd<T>(Scope, partitionCount, read, _info);
    }
}
