using System.Runtime.InteropServices;

namespace OrleansStream.Execution;

/// <summary>Sorts the pairs of a partition by key; pairs of equal keys keep their order.</summary>
/// <remarks>When the pairs take more than their share of memory, those gathered so far are sorted and go to disk as a run; in the end runs are
/// merged. One thread at a time.</remarks>
internal sealed class ExternalSort<TKey, TValue>(IComparer<TKey> order, BlockStore store, long share) : IDisposable
{
    // Chunks between two looks at how large the pairs are.
    private const int ChunksBetweenLooks = 4;

    // Runs that are merged at a time: each that is read has a chunk in memory.
    private const int MostRuns = 16;

    private readonly List<(TKey Key, TValue Value)> _pairs = [];
    private readonly List<StoredRecords<(TKey Key, TValue Value)>> _runs = [];
    private int _chunks;

    /// <summary>Where pairs are added.</summary>
    internal List<(TKey Key, TValue Value)> Pairs => _pairs;

    /// <summary>Called between two chunks of the input.</summary>
    internal void Look()
    {
        if (++_chunks % ChunksBetweenLooks == 0)
        {
            SpillIfLarge();
        }
    }

    /// <summary>All pairs in order; to be called once, after the last has been added.</summary>
    internal IEnumerable<(TKey Key, TValue Value)> Sorted()
    {
        SpillIfLarge();
        if (_runs.Count == 0)
        {
            return InOrder();
        }

        if (_pairs.Count > 0)
        {
            AddRun(InOrder());
        }

        return Merged(_runs);
    }

    public void Dispose() => _runs.ForEach(run => run.Dispose());

    private void SpillIfLarge()
    {
        if (RecordSize.Of<(TKey, TValue)>(CollectionsMarshal.AsSpan(_pairs)) <= share)
        {
            return;
        }

        if (store.CodecFor<(TKey Key, TValue Value)>() is null)
        {
            store.TellThatItStays<(TKey Key, TValue Value)>();
            return;
        }

        AddRun(InOrder());
        _pairs.Clear();
        if (_runs.Count == MostRuns)
        {
            StoredRecords<(TKey Key, TValue Value)>[] merged = [.. _runs];
            AddRun(Merged(merged));
            _runs.RemoveRange(0, merged.Length);
            Array.ForEach(merged, run => run.Dispose());
        }
    }

    private void AddRun(IEnumerable<(TKey Key, TValue Value)> pairs)
    {
        var run = new StoredRecords<(TKey Key, TValue Value)>(store, StorageLevel.DiskOnly, detach: true);
        _runs.Add(run);
        foreach ((TKey Key, TValue Value) pair in pairs)
        {
            run.Add(pair);
        }

        run.Complete();
    }

    private IEnumerable<(TKey Key, TValue Value)> InOrder()
    {
        int[] places = new int[_pairs.Count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }

        return UserOrder.Sort(() =>
        {
            places.AsSpan().Sort(new ByKey(_pairs, order));
            return places.Select(place => _pairs[place]);
        });
    }

    /// <summary>Merges runs; of equal keys, those of the earlier run come first.</summary>
    private IEnumerable<(TKey Key, TValue Value)> Merged(IReadOnlyList<StoredRecords<(TKey Key, TValue Value)>> runs)
    {
        IEnumerator<(TKey Key, TValue Value)>[] readers = [.. runs.Select(run => run.GetEnumerator())];
        try
        {
            var heads = new PriorityQueue<int, (TKey Key, int Run)>(
                Comparer<(TKey Key, int Run)>.Create((left, right) => order.Compare(left.Key, right.Key) is not 0 and int result ? result : left.Run - right.Run));
            for (int run = 0; run < readers.Length; run++)
            {
                if (readers[run].MoveNext())
                {
                    heads.Enqueue(run, (readers[run].Current.Key, run));
                }
            }

            while (heads.TryPeek(out int first, out _))
            {
                yield return readers[first].Current;
                if (readers[first].MoveNext())
                {
                    heads.DequeueEnqueue(first, (readers[first].Current.Key, first));
                }
                else
                {
                    heads.Dequeue();
                }
            }
        }
        finally
        {
            Array.ForEach(readers, reader => reader.Dispose());
        }
    }

    private readonly struct ByKey(List<(TKey Key, TValue Value)> pairs, IComparer<TKey> order) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            ReadOnlySpan<(TKey Key, TValue Value)> all = CollectionsMarshal.AsSpan(pairs);
            int result = order.Compare(all[x].Key, all[y].Key);
            return result != 0 ? result : x.CompareTo(y);
        }
    }
}
