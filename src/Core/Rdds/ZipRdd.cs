using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>The records of two datasets that lie in the same place.</summary>
internal sealed class ZipRdd<T, TOther>(Rdd<T> first, Rdd<TOther> second, OperatorInfo info)
    : Rdd<(T First, TOther Second)>(HomeOf([first, second]), first.PartitionCount, info)
{
    internal override int ChainDepth => first.ChainDepth + 1;

    internal override IReadOnlyList<Rdd> NarrowParents => [first, second];

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        if (!task.Continue())
        {
            return;
        }

        using StoredRecords<TOther> others = second.Gather(partition, task);
        using IEnumerator<TOther> next = others.GetEnumerator();
        var link = new ZipLink<T, TOther, TSink>(next, task, sink);
        first.Feed(partition, ref link, task);
        sink = link.Next;
        if (link.Count != others.Count && !task.Satisfied)
        {
            task.Current = task.Enter(this, partition);
            throw new InvalidOperationException(
                $"Zip pairs records by place, and partition {partition} has {link.Count} in one dataset and {others.Count} in the other.");
        }
    }
}
