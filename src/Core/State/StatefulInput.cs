using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Rdds;
using OrleansStream.Streams;

namespace OrleansStream.Stateful;

/// <summary>Brings a batch's records, and the initial state in the first batch, to an operator's state.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TValue">Values.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="operation">The operator.</param>
/// <param name="stream">The records.</param>
/// <param name="state">The state.</param>
/// <param name="initial">The initial state, or null for none.</param>
internal sealed class StatefulInput<TKey, TValue, TState>(
    DStream operation, DStream<(TKey Key, TValue Value)> stream, OperatorState<TKey, TState> state, Rdd<(TKey Key, TState State)>? initial)
{
    internal DStream<(TKey Key, TValue Value)> Stream => stream;

    internal OperatorState<TKey, TState> State => state;

    /// <summary>Checks types and makes the state of an operator.</summary>
    /// <exception cref="UnsupportedTypeException">Keys have no stable identity, or states that can change no codec.</exception>
    internal static StatefulInput<TKey, TValue, TState> Of(DStream operation, DStream<(TKey Key, TValue Value)> stream, StateSpec<TKey, TState> spec)
    {
        StreamingContext context = stream.Context;
        var state = new OperatorState<TKey, TState>(operation, spec.Choice.Resolve(context.Runtime), timed: spec.Idle is not null);
        _ = context.Runtime.Encoding.DetacherFor<(TKey, TValue)>();
        return new StatefulInput<TKey, TValue, TState>(operation, stream, state, spec.Initial?.Invoke(context));
    }

    /// <summary>The batch's input of the stage.</summary>
    internal (StateInput<TKey, TState> Input, Rdd<(TKey Key, TValue Value)> Records) Of(
        BatchPlan plan, Rdd<(TKey Key, TValue Value)>? records, OperatorInfo info)
    {
        Rdd<(TKey Key, TState State)>? first = initial is not null && !plan.Ask(operation, PlanQuestion.HasState, () => state.Versions.AnyBefore(plan.Time))
            ? Keyed.Partition(new PlacedRdd<(TKey Key, TState State)>(plan.Scope, initial, info), state.Partitioning, info)
            : null;
        Rdd<(TKey Key, TValue Value)>? placed = records is null ? null : Placed(records, info);
        var dataset = new StateInputRdd<TKey, TValue>(plan.Scope, state.Partitions.Count, placed, first, info);
        return (new StateInput<TKey, TState>(dataset, first), dataset);
    }

    /// <summary>The records where their keys belong. One partition that becomes one need not be moved, since the stage reads it once.</summary>
    private Rdd<(TKey Key, TValue Value)> Placed(Rdd<(TKey Key, TValue Value)> records, OperatorInfo info) =>
        records.PartitionCount == 1 && state.Partitioning is { Count: 1, Groups: not null }
            ? records
            : Keyed.Partition(records, state.Partitioning, info);
}
