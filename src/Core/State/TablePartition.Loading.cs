using System.Runtime.CompilerServices;

namespace OrleansStream.Stateful;

/// <content>Loading the first version.</content>
internal sealed partial class TablePartition<TKey, TStored, TState, TKeys>
{
    // A process loads once, right after its start: there is no time to find out first which code is worth optimising.
    private const MethodImplOptions AtOnce = MethodImplOptions.AggressiveOptimization;

    private const int LoadAhead = 16;

    internal override void Reserve(long keys)
    {
        using Lock.Scope scope = Gate.EnterReader();
        foreach (StateTable<TKey, TStored, TState, TKeys> table in _tables)
        {
            // Keys spread evenly, but not exactly. One table after the other, so that threads that load them use memory far from each other's.
            table.Reserve((int)Math.Min(keys / _tables.Length * 9 / 8, int.MaxValue / 2));
        }
    }

    [MethodImpl(AtOnce)]
    internal override void Hash(ReadOnlySpan<TKey> keys, Span<ulong> hashes)
    {
        for (int i = 0; i < keys.Length; i++)
        {
            hashes[i] = _keys.Hash(keys[i]);
        }
    }

    [MethodImpl(AtOnce)]
    internal override void Load(ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes, ReadOnlySpan<TState> states, ReadOnlySpan<long> stamps)
    {
        ThrowIfBegun();
        for (int start = 0; start < keys.Length;)
        {
            int table = TableIndexOf(hashes[start]);
            int end = EndOfRun(hashes, start, table);
            Load(_tables[table], keys[start..end], hashes[start..end], states[start..end], stamps[start..end]);
            start = end;
        }
    }

    internal override void LoadRemoved(ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes)
    {
        ThrowIfBegun();
        for (int i = 0; i < keys.Length; i++)
        {
            StateTable<TKey, TStored, TState, TKeys> table = TableOf(hashes[i]);
            lock (table)
            {
                table.LoadRemoved(_keys.Form(keys[i]), hashes[i]);
            }
        }
    }

    [MethodImpl(AtOnce)]
    private void Load(StateTable<TKey, TStored, TState, TKeys> table, ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes, ReadOnlySpan<TState> states, ReadOnlySpan<long> stamps)
    {
        lock (table)
        {
            table.TouchPages();
            for (int i = 0; i < keys.Length; i++)
            {
                table.Load(_keys.Form(keys[i]), hashes[i], states[i], stamps[i]);
            }
        }
    }

    /// <summary>Where the keys of a table end that lie next to each other; asks for the places of those after them.</summary>
    [MethodImpl(AtOnce)]
    private int EndOfRun(ReadOnlySpan<ulong> hashes, int start, int table)
    {
        int end = start + 1;
        while (end < hashes.Length && TableIndexOf(hashes[end]) == table)
        {
            end++;
        }

        if (end - start < LoadAhead && end + LoadAhead < hashes.Length)
        {
            TableOf(hashes[end + LoadAhead]).Prefetch(hashes[end + LoadAhead]);
        }

        return end;
    }

    private void ThrowIfBegun()
    {
        if (_layers.Count > 0)
        {
            throw new InvalidOperationException("State is loaded before the first batch.");
        }
    }
}
