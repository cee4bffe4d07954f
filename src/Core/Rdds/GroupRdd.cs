using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>The values of each key as a list, where equal keys lie together.</summary>
internal sealed class GroupRdd<TKey, TStored, TValue, TKeys>(
    Rdd<(TKey Key, TValue Value)> parent, CombineHints hints, OperatorInfo info, TKeys keys)
    : NarrowRdd<(TKey Key, TValue Value), (TKey Key, IReadOnlyList<TValue> Value)>(parent, info)
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    // The partition is grouped as a whole, so a chain ends here.
    internal override int ChainDepth => 0;

    internal override Partitioning? Partitioning => Parent.Partitioning;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        using var groups = new KeyedGroups<TKey, TStored, TKeys>(this, keys, hints, task, task.Enter(this, partition));
        GroupedValues<TKey, TStored, TValue, TKeys> values = groups.NewSide<TValue>();
        values.Feed(Parent, partition);
        while (groups.Next(lasting: true))
        {
            for (int key = 0; key < groups.Numbers.Count && task.Continue(); key++)
            {
                sink.Push((groups.Numbers.KeyOf(in groups.Numbers.Entries[key]), values.Values.ListOf(key)));
            }
        }
    }
}
