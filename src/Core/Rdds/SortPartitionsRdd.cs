using System.Runtime.InteropServices;
using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>The pairs of each partition in the order of their keys; pairs of equal keys keep their order.</summary>
internal sealed class SortPartitionsRdd<TKey, TValue>(Rdd<(TKey Key, TValue Value)> parent, IComparer<TKey> order, OperatorInfo info)
    : NarrowRdd<(TKey Key, TValue Value), (TKey Key, TValue Value)>(parent, info)
{
    // The partition is sorted as a whole, so a chain ends here.
    internal override int ChainDepth => 0;

    internal override Partitioning? Partitioning => Parent.Partitioning;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var records = new List<(TKey Key, TValue Value)>();
        var buffer = new BufferLink<(TKey Key, TValue Value)>(records);
        Parent.Feed(partition, ref buffer, task);

        // The comparer may be the user's.
        task.Current = task.Enter(Info);
        int[] places = new int[records.Count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }

        places.AsSpan().Sort(new ByKey(records, order));
        for (int start = 0; start < places.Length && task.Continue(); start += Chunks.Records)
        {
            foreach (int place in places.AsSpan(start, Math.Min(Chunks.Records, places.Length - start)))
            {
                sink.Push(CollectionsMarshal.AsSpan(records)[place]);
            }
        }
    }

    private readonly struct ByKey(List<(TKey Key, TValue Value)> records, IComparer<TKey> order) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            ReadOnlySpan<(TKey Key, TValue Value)> all = CollectionsMarshal.AsSpan(records);
            int result = order.Compare(all[x].Key, all[y].Key);
            return result != 0 ? result : x.CompareTo(y);
        }
    }
}
