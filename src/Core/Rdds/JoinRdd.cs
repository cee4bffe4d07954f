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
        using var numbers = new CombineTable<TKey, TStored, int, TKeys>(keys, hints.Reduce, arena: null);
        using var lefts = new ValueGroups<TLeft>();
        using var rights = new ValueGroups<TRight>();
        int operatorNumber = task.Enter(Info);
        var leftLink = new GroupLink<TKey, TStored, TLeft, TKeys>(numbers, lefts, keys, task, operatorNumber);
        left.Feed(partition, ref leftLink, task);
        var rightLink = new GroupLink<TKey, TStored, TRight, TKeys>(numbers, rights, keys, task, operatorNumber);
        right.Feed(partition, ref rightLink, task);
        hints.Reduce = numbers.Count;

        lefts.Arrange(numbers.Count, TShape.GivesLists);
        rights.Arrange(numbers.Count, TShape.GivesLists);
        for (int key = 0; key < numbers.Count && task.Continue(); key++)
        {
            TShape.Push(numbers.KeyOf(in numbers.Entries[key]), key, lefts, rights, ref sink, task);
        }
    }
}
