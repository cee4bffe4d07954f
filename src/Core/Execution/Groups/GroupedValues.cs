using System.Buffers;

namespace OrleansStream.Execution;

/// <summary>The values of one dataset among <see cref="KeyedGroups{TKey, TStored, TKeys}"/>.</summary>
internal sealed class GroupedValues<TKey, TStored, TValue, TKeys>(KeyedGroups<TKey, TStored, TKeys> groups, BlockStore store, TaskScope task)
    : IGroupedValues
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    // Pairs that are encoded at a time: writing costs memory of its own.
    private const int PairsAtATime = 16 * 1024;

    private readonly ValueGroups<TValue> _values = new();
    private RunWriter<TKey, TValue>? _writer;
    private RunBucket<TKey, TValue>? _runs;

    /// <summary>The values of the present groups, under the numbers of their keys.</summary>
    internal ValueGroups<TValue> Values => _values;

    public long Bytes => _values.Bytes;

    /// <summary>Takes in the pairs of a partition.</summary>
    internal void Feed(Rdd<(TKey Key, TValue Value)> rdd, int partition)
    {
        GroupLink<TKey, TStored, TValue, TKeys> link = NewLink();
        rdd.FeedAndLook(partition, ref link, task, groups.Look);
    }

    public bool CanSpill()
    {
        if (store.CodecFor<(TKey Key, TValue Value)>() is { } codec)
        {
            _writer ??= new RunWriter<TKey, TValue>(store, codec);
            return true;
        }

        store.TellThatItStays<(TKey Key, TValue Value)>();
        return false;
    }

    public void Spill()
    {
        _runs ??= _writer!.NewBucket();
        ReadOnlySpan<CombineTable<TKey, TStored, int, TKeys>.Entry> keys = groups.Numbers.Entries;
        int most = Math.Min(_values.Keys.Length, PairsAtATime);
        (TKey Key, TValue Value)[] pairs = ArrayPool<(TKey Key, TValue Value)>.Shared.Rent(most);
        ulong[] hashes = ArrayPool<ulong>.Shared.Rent(most);
        for (int start = 0; start < _values.Keys.Length; start += most)
        {
            int count = Math.Min(most, _values.Keys.Length - start);
            for (int i = 0; i < count; i++)
            {
                ref readonly CombineTable<TKey, TStored, int, TKeys>.Entry key = ref keys[_values.Keys[start + i]];
                pairs[i] = (groups.Numbers.KeyOf(in key), _values.Values[start + i]);
                hashes[i] = key.Hash;
            }

            _writer!.Write(_runs, pairs.AsSpan(0, count), hashes.AsSpan(0, count));
        }

        ArrayPool<(TKey Key, TValue Value)>.Shared.Return(pairs, clearArray: true);
        ArrayPool<ulong>.Shared.Return(hashes);
        _values.Clear();
    }

    public void Read(int range)
    {
        _values.Clear();
        GroupLink<TKey, TStored, TValue, TKeys> link = NewLink();
        foreach (ArraySegment<(TKey Key, TValue Value)> pairs in _runs!.Read(range))
        {
            foreach ((TKey Key, TValue Value) pair in pairs)
            {
                link.Push(pair);
            }
        }
    }

    public void Arrange(bool lasting) => _values.Arrange(groups.Numbers.Count, lasting);

    public void Dispose()
    {
        _values.Dispose();
        _runs?.Dispose();
    }

    private GroupLink<TKey, TStored, TValue, TKeys> NewLink() => new(groups, _values, task);
}
