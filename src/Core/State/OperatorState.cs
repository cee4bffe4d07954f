using OrleansStream.Checkpoints;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>The state of one operator in this process.</summary>
/// <param name="stream">The operator.</param>
/// <remarks>
/// The process that coordinates the job knows its versions. Its partitions are there too, or in the processes that host them, each of which
/// has those partitions that it is given orders for.
/// </remarks>
internal abstract class OperatorState(DStream stream)
{
    /// <summary>The operator's name, which its state is known by.</summary>
    internal string Name => stream.Name;

    /// <summary>What batches have made of it.</summary>
    internal StateVersions Versions { get; } = new();

    /// <summary>Its partitions.</summary>
    internal abstract IReadOnlyList<StatePartition> Partitions { get; }

    /// <summary>The type of its keys.</summary>
    internal abstract Type KeyType { get; }

    /// <summary>The type of its states.</summary>
    internal abstract Type StateType { get; }

    /// <summary>What tells keys apart, as checkpoints say it.</summary>
    internal abstract string KeySignature { get; }

    /// <summary>Whether partitions have key groups; where a partitioner of the user's says which keys they have, the next life may make others.</summary>
    internal abstract bool HasGroups { get; }

    /// <summary>What it keeps, as messages say it.</summary>
    internal string Description => Describe(StateType, KeyType);

    /// <summary>How many keys have a state in the newest version.</summary>
    internal long Keys => Partitions.Sum(partition => partition.Keys);

    /// <summary>About how many bytes the state takes, older versions included.</summary>
    internal long Bytes => Partitions.Sum(partition => partition.Bytes);

    /// <summary>Begins the changes of a batch anew.</summary>
    /// <returns>The version that is committed and those after it, with the last of which the changes begin.</returns>
    /// <exception cref="InvalidOperationException">Later batches have changed the state, or the batch is committed.</exception>
    internal IReadOnlyList<BatchId> BeginStage(BatchTime time)
    {
        IReadOnlyList<BatchId> versions = Versions.Begin(time);
        BatchTime from = versions[^1].Time;
        if (from >= time)
        {
            throw new InvalidOperationException($"The state of {Name} is that of {from}; the batch of {time} can no longer change it.");
        }

        foreach (StatePartition partition in Partitions)
        {
            partition.RollBackTo(from.Milliseconds);
        }

        return versions;
    }

    /// <summary>Reads a key that was written as text, as job arguments are.</summary>
    /// <returns>The key, encoded, and the shape that it is encoded with; null if the text is no key of this state.</returns>
    internal abstract (ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Shape)? TryEncodeKey(string text);

    /// <summary>The partition of a key.</summary>
    /// <param name="key">The key, encoded as a block.</param>
    /// <param name="shape">The shape that it is encoded with.</param>
    /// <exception cref="ShapeMismatchException">It is no key of this state.</exception>
    internal abstract int PartitionOf(ReadOnlySpan<byte> key, ReadOnlySpan<byte> shape);

    /// <summary>Looks a key up in a version of its partition, or gives null if the version is no longer kept.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="key">The key, encoded as a block.</param>
    /// <param name="shape">The shape that it is encoded with.</param>
    /// <param name="version">The version.</param>
    internal abstract StateAnswer? TryAnswer(int partition, ReadOnlySpan<byte> key, ReadOnlySpan<byte> shape, long version);

    /// <summary>Begins to read a version of a partition, or gives null if the version is no longer kept.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="version">The version.</param>
    /// <param name="prefix">What keys begin with, or null for all keys.</param>
    /// <exception cref="NotSupportedException">There is a prefix, and keys are not text.</exception>
    internal abstract StatePages? TryOpen(int partition, long version, string? prefix);

    /// <summary>Puts an empty partition in the place of one.</summary>
    internal abstract void Renew(int partition);

    /// <summary>What keeps the state in a checkpoint.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="partition">The only partition that is kept, or null for all.</param>
    /// <exception cref="UnsupportedTypeException">Keys or states have no codec.</exception>
    internal abstract StateArchive ArchiveIn(StateStorage storage, int? partition = null);

    /// <summary>Batches are committed: versions that nobody needs any more go.</summary>
    /// <param name="committed">The last committed batch.</param>
    /// <param name="oldest">The oldest batch that can be asked of.</param>
    internal void Promote(BatchTime committed, BatchTime oldest)
    {
        if (Versions.Commit(committed, oldest) is { } version)
        {
            foreach (StatePartition partition in Partitions)
            {
                partition.Promote(version.Time.Milliseconds);
            }
        }
    }

    /// <summary>How large it is at a committed batch, or null if the batch is no longer kept.</summary>
    internal StateSize? TryMeasure(BatchTime time)
    {
        if (!Versions.TryOf(time, out long version))
        {
            return null;
        }

        long keys = 0;
        long bytes = 0;
        foreach (StatePartition partition in Partitions)
        {
            if (partition.Measure(version) is not { } size)
            {
                return null;
            }

            keys += size.Keys;
            bytes += size.Bytes;
        }

        return new StateSize(Name, time, keys, bytes);
    }

    /// <summary>States and keys of some types, as messages say it.</summary>
    internal static string Describe(Type state, Type key) => $"{TypeNames.Of(state)} by {TypeNames.Of(key)}";
}
