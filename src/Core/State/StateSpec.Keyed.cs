using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream;

/// <summary>Describes an operator's state where that involves its keys. Immutable: each method gives a new description.</summary>
/// <typeparam name="TKey">The keys' type.</typeparam>
/// <typeparam name="TState">The states' type.</typeparam>
public sealed class StateSpec<TKey, TState>
{
    internal StateSpec(StateTimeout? idle, PartitioningChoice<TKey> choice, Func<StreamingContext, Rdd<(TKey Key, TState State)>>? initial)
    {
        Idle = idle;
        Choice = choice;
        Initial = initial;
    }

    internal StateTimeout? Idle { get; }

    internal PartitioningChoice<TKey> Choice { get; }

    /// <summary>Makes the first state's dataset, or null for none.</summary>
    internal Func<StreamingContext, Rdd<(TKey Key, TState State)>>? Initial { get; }

    /// <inheritdoc cref="StateSpec{TState}.Timeout(TimeSpan)"/>
    public StateSpec<TKey, TState> Timeout(TimeSpan duration) => Timeout(duration, everyBatches: 1);

    /// <inheritdoc cref="StateSpec{TState}.Timeout(TimeSpan, int)"/>
    public StateSpec<TKey, TState> Timeout(TimeSpan duration, int everyBatches) =>
        new(StateTimeout.Check(duration, everyBatches), Choice, Initial);

    /// <inheritdoc cref="StateSpec{TState}.Partitions(int)"/>
    public StateSpec<TKey, TState> Partitions(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new StateSpec<TKey, TState>(Idle, PartitioningChoice<TKey>.Of(count), Initial);
    }

    /// <inheritdoc cref="StateSpec{TState}.Partitioner{TKey}(OrleansStream.Partitioner{TKey})"/>
    public StateSpec<TKey, TState> Partitioner(Partitioner<TKey> partitioner) => new(Idle, PartitioningChoice<TKey>.Of(partitioner), Initial);

    /// <inheritdoc cref="StateSpec{TState}.InitialState{TKey}(IEnumerable{ValueTuple{TKey, TState}})"/>
    public StateSpec<TKey, TState> InitialState(IEnumerable<(TKey Key, TState State)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return new StateSpec<TKey, TState>(Idle, Choice, context => context.Parallelize(pairs));
    }

    /// <inheritdoc cref="StateSpec{TState}.InitialState{TKey}(Rdd{ValueTuple{TKey, TState}})"/>
    public StateSpec<TKey, TState> InitialState(Rdd<(TKey Key, TState State)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        return pairs.Time is { } batch
            ? throw new ArgumentException($"The initial state is a dataset of batch {batch}; it must come from outside any batch, such as from Parallelize.", nameof(pairs))
            : new StateSpec<TKey, TState>(Idle, Choice, _ => pairs);
    }
}
