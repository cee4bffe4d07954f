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
        using var numbers = new CombineTable<TKey, TStored, int, TKeys>(keys, hints.Reduce, arena: null);
        using var values = new ValueGroups<TValue>();
        var link = new GroupLink<TKey, TStored, TValue, TKeys>(numbers, values, keys, task, task.Enter(Info));
        Parent.Feed(partition, ref link, task);
        hints.Reduce = numbers.Count;
        values.Arrange(numbers.Count, lasting: true);
        for (int key = 0; key < numbers.Count && task.Continue(); key++)
        {
            sink.Push((numbers.KeyOf(in numbers.Entries[key]), values.ListOf(key)));
        }
    }
}
