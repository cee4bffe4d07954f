using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <content>
/// The reduce side. A function that merges may change the values it is given, as one that adds to a list does. Unless their type is known
/// to be immutable, a merge that failed half-way has spoiled the map outputs that it read: the next try gets new ones, from their map tasks or
/// decoded once more. A merge that succeeded is not repeated in this process.
/// </content>
internal sealed partial class CombineShuffle<TKey, TStored, TValue, TCombined, TKeys, TCombiner>
{
    private static readonly bool ValuesMayChange = !Immutability.IsKnown<TCombined>();

    private readonly CombineTable<TKey, TStored, TCombined, TKeys>?[] _merged;
    private readonly Lock[] _merging;
    private readonly bool[] _spoiled;

    internal override bool ReadersMayChangeBuckets => ValuesMayChange;

    internal override IShuffleBucket Decode(int reducePartition, PooledBytes bytes) => new EncodedBucket(bytes);

    internal override void Read<TSink>(int reducePartition, ref TSink sink, TaskScope task)
    {
        if (IsLarge(reducePartition))
        {
            ReadByRange(reducePartition, ref sink, task);
        }
        else if (Merged(reducePartition, task) is { } table)
        {
            table.Push(ref sink, task);
        }
    }

    /// <summary>The table of a reduce partition: made once, then shared by every task that reads the partition.</summary>
    private CombineTable<TKey, TStored, TCombined, TKeys>? Merged(int reducePartition, TaskScope task)
    {
        ref CombineTable<TKey, TStored, TCombined, TKeys>? place = ref _merged[reducePartition];
        if (Volatile.Read(ref place) is { } ready)
        {
            return ready;
        }

        // One task at a time: the user's function may change the values it is given.
        lock (_merging[reducePartition])
        {
            if (place is null)
            {
                Volatile.Write(ref place, Merge(reducePartition, task));
            }

            return place;
        }
    }

    private CombineTable<TKey, TStored, TCombined, TKeys>? Merge(int reducePartition, TaskScope task)
    {
        IShuffleBucket? only = null;
        int filled = 0;
        for (int map = 0; map < MapCount; map++)
        {
            if (_spoiled[reducePartition] && Bucket(map, reducePartition) is TableBucket<TKey, TStored, TCombined, TKeys>)
            {
                Recompute(map, reducePartition, task);
            }

            if (Bucket(map, reducePartition) is { } bucket)
            {
                only = bucket;
                filled++;
            }
        }

        if (filled == 0)
        {
            return null;
        }

        if (filled == 1 && only is TableBucket<TKey, TStored, TCombined, TKeys> single)
        {
            return single.Table;
        }

        // Keys of map outputs live until the batch ends, so this table needs no copies of them.
        var merged = new CombineTable<TKey, TStored, TCombined, TKeys>(_keys, _hints.Reduce, arena: null);
        try
        {
            task.Current = task.Enter(Info);
            for (int map = 0; map < MapCount; map++)
            {
                MergeBucket(merged, Bucket(map, reducePartition));
            }
        }
        catch
        {
            _spoiled[reducePartition] = ValuesMayChange;
            merged.Dispose();
            throw;
        }

        merged.Seal();
        _parent.Scope.Own(merged);
        _hints.Reduce = merged.Count;
        return merged;
    }

    private void MergeBucket(CombineTable<TKey, TStored, TCombined, TKeys> merged, IShuffleBucket? bucket)
    {
        switch (bucket)
        {
            case TableBucket<TKey, TStored, TCombined, TKeys> local:
                MergeEntries(merged, local.Table.Entries);
                break;
            case EncodedBucket encoded:
                var arena = new KeyArena(poison: _parent.Scope.Job.PoisonBuffers);
                _parent.Scope.Own(arena);
                var merging = new Merging(merged, _keys, _combiner);
                EntryBlocks.Read<TKey, TStored, TCombined, TKeys, Merging>(encoded.Bytes, _keys, _parent.Scope.Encoding, arena, ref merging);
                break;
        }
    }

    private void MergeEntries(
        CombineTable<TKey, TStored, TCombined, TKeys> merged, ReadOnlySpan<CombineTable<TKey, TStored, TCombined, TKeys>.Entry> entries)
    {
        if (merged.Count == 0)
        {
            merged.Adopt(entries);
            return;
        }

        const int ChunkLength = 256;
        Span<ulong> hashes = stackalloc ulong[ChunkLength];
        Span<uint> positions = stackalloc uint[ChunkLength];
        while (!entries.IsEmpty)
        {
            ReadOnlySpan<CombineTable<TKey, TStored, TCombined, TKeys>.Entry> chunk = entries[..Math.Min(ChunkLength, entries.Length)];
            for (int i = 0; i < chunk.Length; i++)
            {
                hashes[i] = chunk[i].Hash;
            }

            merged.ForeseeAll(hashes[..chunk.Length], positions);
            for (int i = 0; i < chunk.Length; i++)
            {
                ref TCombined value = ref merged.FindOrAdd(in chunk[i].Key, hashes[i], positions[i], out bool existed);
                value = existed ? _combiner.Merge(value, chunk[i].Value) : chunk[i].Value;
            }

            entries = entries[chunk.Length..];
        }
    }

    /// <summary>Merges entries into a table as they come; of a key that is there, the table's value comes first.</summary>
    private readonly struct Merging(CombineTable<TKey, TStored, TCombined, TKeys> merged, TKeys keys, TCombiner combiner) : IEntryReader<TStored, TCombined>
    {
        public void Take(ReadOnlySpan<TStored> stored, ReadOnlySpan<TCombined> values)
        {
            Span<ulong> hashes = stackalloc ulong[stored.Length];
            for (int i = 0; i < stored.Length; i++)
            {
                hashes[i] = keys.HashOf(in stored[i]);
            }

            Span<uint> positions = stackalloc uint[stored.Length];
            merged.ForeseeAll(hashes, positions);
            for (int i = 0; i < stored.Length; i++)
            {
                ref TCombined value = ref merged.FindOrAdd(in stored[i], hashes[i], positions[i], out bool existed);
                value = existed ? combiner.Merge(value, values[i]) : values[i];
            }
        }
    }
}
