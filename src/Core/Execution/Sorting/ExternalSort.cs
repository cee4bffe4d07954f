using System.Runtime.InteropServices;

namespace OrleansStream.Execution;

/// <summary>Sorts the pairs of a partition by key; pairs of equal keys keep their order.</summary>
/// <remarks>When the pairs take more than their share of memory, those gathered so far are sorted and go to disk as a run; in the end runs are
/// merged. One thread at a time.</remarks>
internal sealed class ExternalSort<TKey, TValue>(IComparer<TKey> order, BlockStore store, long share) : IDisposable
{
    // Chunks between two looks at how large the pairs are.
    private const int ChunksBetweenLooks = 4;

    // So many runs become one of the next level: each that is read has a chunk in memory, and no pair is written often.
    private const int RunsOfMerge = 16;

    private readonly List<(TKey Key, TValue Value)> _pairs = [];
    private readonly List<(StoredRecords<(TKey Key, TValue Value)> Pairs, int Level)> _runs = [];
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
            AddRun(InOrder(), level: 0);
        }

        return Merged(_runs);
    }

    public void Dispose() => _runs.ForEach(run => run.Pairs.Dispose());

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

        AddRun(InOrder(), level: 0);
        _pairs.Clear();
    }

    /// <summary>Writes a run; levels never rise from one run to the next.</summary>
    private void AddRun(IEnumerable<(TKey Key, TValue Value)> pairs, int level)
    {
        var run = new StoredRecords<(TKey Key, TValue Value)>(store, StorageLevel.DiskOnly, detach: true);
        try
        {
            foreach ((TKey Key, TValue Value) pair in pairs)
            {
                run.Add(pair);
            }

            run.Complete();
        }
        catch
        {
            run.Dispose();
            throw;
        }

        _runs.Add((run, level));
        if (_runs.Count >= RunsOfMerge && _runs[^RunsOfMerge].Level == level)
        {
            Merge(level);
        }
    }

    private void Merge(int level)
    {
        int first = _runs.Count - RunsOfMerge;
        List<(StoredRecords<(TKey Key, TValue Value)> Pairs, int Level)> merged = _runs.GetRange(first, RunsOfMerge);
        _runs.RemoveRange(first, RunsOfMerge);
        try
        {
            AddRun(Merged(merged), level + 1);
        }
        finally
        {
            merged.ForEach(run => run.Pairs.Dispose());
        }
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
    private IEnumerable<(TKey Key, TValue Value)> Merged(IReadOnlyList<(StoredRecords<(TKey Key, TValue Value)> Pairs, int Level)> runs)
    {
        IEnumerator<(TKey Key, TValue Value)>[] readers = [.. runs.Select(run => run.Pairs.GetEnumerator())];
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
