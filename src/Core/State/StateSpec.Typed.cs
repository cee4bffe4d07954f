using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream;

/// <summary>Describes an operator's state. Immutable: each method gives a new description.</summary>
/// <typeparam name="TState">The states' type.</typeparam>
public sealed class StateSpec<TState>
{
    internal StateSpec(StateTimeout? idle, int? partitionCount)
    {
        Idle = idle;
        PartitionCount = partitionCount;
    }

    internal StateTimeout? Idle { get; }

    internal int? PartitionCount { get; }

    /// <summary>The same where the keys' type matters.</summary>
    internal StateSpec<TKey, TState> ForKeys<TKey>() => new(Idle, PartitioningChoice<TKey>.Of(PartitionCount), initial: null);

    /// <summary>Drops keys that have not been used for longer than a time: the function is called for them once more, in the first batch
    /// in which their last use is more than <paramref name="duration"/> before the batch time.</summary>
    /// <param name="duration">How long; at least one millisecond, in whole ones.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="duration"/> breaks its rule.</exception>
    /// <remarks>Only for <c>MapWithState</c>. Every record for a key that has a state counts as a use.</remarks>
    public StateSpec<TState> Timeout(TimeSpan duration) => Timeout(duration, everyBatches: 1);

    /// <summary>Drops keys that have not been used for longer than a time, but looks for them only now and then: Spark's rule.</summary>
    /// <param name="duration">How long; at least one millisecond, in whole ones.</param>
    /// <param name="everyBatches">In which batches idle keys are looked for: in those of which the number, from 1, is a multiple of this. Spark
    /// looks when it writes a checkpoint, in every tenth by default. Until then an idle key is in snapshots, and a record revives it.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument breaks its rule.</exception>
    public StateSpec<TState> Timeout(TimeSpan duration, int everyBatches) =>
        new(StateTimeout.Check(duration, everyBatches), PartitionCount);

    /// <summary>Sets how many partitions the state has; by default as many as the context says. Keys are placed by their hash.</summary>
    /// <param name="count">1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public StateSpec<TState> Partitions(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new StateSpec<TState>(Idle, count);
    }

    /// <summary>Places keys by a rule of the user's.</summary>
    /// <typeparam name="TKey">The keys' type.</typeparam>
    /// <param name="partitioner">The rule.</param>
    /// <exception cref="ArgumentNullException"><paramref name="partitioner"/> is null.</exception>
    /// <exception cref="ArgumentException">The partitioner has no name or no partitions.</exception>
    public StateSpec<TKey, TState> Partitioner<TKey>(Partitioner<TKey> partitioner) => ForKeys<TKey>().Partitioner(partitioner);

    /// <summary>Gives keys a state to begin with; it counts as used in the first batch.</summary>
    /// <typeparam name="TKey">The keys' type.</typeparam>
    /// <param name="pairs">The keys with their states, read when the operator is defined; of a key that is there twice, the last counts.</param>
    /// <exception cref="ArgumentNullException"><paramref name="pairs"/> is null.</exception>
    public StateSpec<TKey, TState> InitialState<TKey>(IEnumerable<(TKey Key, TState State)> pairs) => ForKeys<TKey>().InitialState(pairs);

    /// <summary>Gives keys a state to begin with; it counts as used in the first batch.</summary>
    /// <typeparam name="TKey">The keys' type.</typeparam>
    /// <param name="pairs">The keys with their states, a dataset of the same context from outside any batch; of a key that is there twice, the last counts.</param>
    /// <exception cref="ArgumentNullException"><paramref name="pairs"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="pairs"/> belongs to a batch.</exception>
    public StateSpec<TKey, TState> InitialState<TKey>(Rdd<(TKey Key, TState State)> pairs) => ForKeys<TKey>().InitialState(pairs);
}
