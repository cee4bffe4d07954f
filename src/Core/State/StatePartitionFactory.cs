using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Makes a partition of state whose tables are compiled for its keys.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TState">States.</typeparam>
/// <param name="groups">The key groups and their partitions; null where each partition is one group.</param>
/// <param name="partition">Which partition.</param>
/// <param name="ownsKeys">Whether keys may point into blocks that end before the state does.</param>
/// <param name="timed">Whether idle keys will be asked for.</param>
/// <param name="blocks">Where the memory limit is, and what is over it goes.</param>
internal sealed class StatePartitionFactory<TKey, TState>(KeyGroups? groups, int partition, bool ownsKeys, bool timed, BlockStore blocks)
    : IStoredKeysVisitor<TKey, StatePartition<TKey, TState>>
{
    /// <summary>Makes a partition.</summary>
    internal static StatePartition<TKey, TState> Make(KeyIdentity<TKey> identity, KeyGroups? groups, int partition, bool timed, BlockStore blocks) =>
        StoredKeys.Choose(identity, new StatePartitionFactory<TKey, TState>(groups, partition, identity.NeedsOwn, timed, blocks));

    public StatePartition<TKey, TState> Visit<TStored, TKeys>(TKeys keys)
        where TKeys : struct, IStoredKeys<TKey, TStored> =>
        new TablePartition<TKey, TStored, TState, TKeys>(keys, groups, partition, ownsKeys, timed, blocks);
}
