using System.Collections.Concurrent;
using OrleansStream.Encoding;
using OrleansStream.Receivers;
using OrleansStream.Stateful;

namespace OrleansStream.Execution;

/// <summary>What all datasets of one job share in one process: encoding, partitioning defaults and who runs their tasks.</summary>
internal sealed class JobRuntime(
    string name,
    JobEncoding encoding,
    IStageDispatcher dispatcher,
    TimeProvider time,
    BlockStore blocks,
    int keyGroupCount,
    int defaultPartitions,
    bool poisonBuffers)
{
    private readonly ConcurrentDictionary<int, KeyGroups> _keyGroups = new();

    /// <summary>The job's name.</summary>
    internal string Name => name;

    internal JobEncoding Encoding => encoding;

    internal IStageDispatcher Dispatcher => dispatcher;

    /// <summary>Where time comes from.</summary>
    internal TimeProvider Time => time;

    /// <summary>Where the job's receivers are, or null if they are in this process.</summary>
    internal IReceiverTransport? Receivers { get; set; }

    /// <summary>What tasks may report beside their results.</summary>
    internal TaskFacts Facts { get; } = new();

    /// <summary>What stateful operators know of keys, in this process.</summary>
    internal OperatorStates States { get; } = new();

    /// <summary>What records lie in between stages.</summary>
    internal PiecePools Pieces { get; } = new(time);

    /// <summary>Where data is kept between uses.</summary>
    internal BlockStore Blocks => blocks;

    /// <summary>Partitions of a shuffle that was not told how many.</summary>
    internal int DefaultPartitions => defaultPartitions;

    /// <summary>Whether buffers are overwritten when they go back to a pool, as tests want it.</summary>
    internal bool PoisonBuffers => poisonBuffers;

    /// <summary>The job's key groups spread over a number of partitions.</summary>
    internal KeyGroups KeyGroups(int partitions) =>
        _keyGroups.GetOrAdd(partitions, static (count, groups) => new KeyGroups(groups, count), keyGroupCount);
}
