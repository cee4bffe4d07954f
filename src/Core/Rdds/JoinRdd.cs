using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>What two datasets that are partitioned alike have for each key: the keys of the left one first, in order of first appearance.</summary>
internal sealed class JoinRdd<TKey, TStored, TLeft, TRight, TOut, TKeys, TShape>(
    Rdd<(TKey Key, TLeft Value)> left, Rdd<(TKey Key, TRight Value)> right, CombineHints hints, OperatorInfo info, TKeys keys)
    : Rdd<(TKey Key, TOut Value)>(HomeOf(left, right), left.PartitionCount, info)
    where TKeys : struct, IStoredKeys<TKey, TStored>
    where TShape : struct, IJoinShape<TLeft, TRight, TOut>
{
    internal override Partitioning? Partitioning => left.Partitioning;

    internal override IReadOnlyList<Rdd> NarrowParents => [left, right];

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        using var groups = new KeyedGroups<TKey, TStored, TKeys>(this, keys, hints, task, task.Enter(this, partition));
        GroupedValues<TKey, TStored, TLeft, TKeys> lefts = groups.NewSide<TLeft>();
        GroupedValues<TKey, TStored, TRight, TKeys> rights = groups.NewSide<TRight>();
        lefts.Feed(left, partition);
        rights.Feed(right, partition);
        while (groups.Next(TShape.GivesLists))
        {
            for (int key = 0; key < groups.Numbers.Count && task.Continue(); key++)
            {
                TShape.Push(groups.Numbers.KeyOf(in groups.Numbers.Entries[key]), key, lefts.Values, rights.Values, ref sink, task);
            }
        }
    }
}
