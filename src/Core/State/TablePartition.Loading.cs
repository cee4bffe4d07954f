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

        // Keys spread evenly, but not exactly.
        int each = (int)Math.Min(keys / _tables.Length * 9 / 8, int.MaxValue / 2);
        if (2L * each * _tables.Length * Unsafe.SizeOf<StateSlot<TStored, TState>>() <= _spill.Room)
        {
            // One table after the other, so that threads that load them use memory far from each other's.
            Array.ForEach(_tables, table => table.Reserve(each));
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
            Load(table, keys[start..end], hashes[start..end], states[start..end], stamps[start..end]);
            start = end;
        }
    }

    internal override void LoadRemoved(ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes)
    {
        ThrowIfBegun();
        for (int i = 0; i < keys.Length; i++)
        {
            int number = TableIndexOf(hashes[i]);
            lock (_tables[number])
            {
                TableToLoad(number).LoadRemoved(_keys.Form(keys[i]), hashes[i]);
            }
        }
    }

    [MethodImpl(AtOnce)]
    private void Load(int number, ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes, ReadOnlySpan<TState> states, ReadOnlySpan<long> stamps)
    {
        lock (_tables[number])
        {
            StateTable<TKey, TStored, TState, TKeys> table = TableToLoad(number);
            table.TouchPages();
            for (int i = 0; i < keys.Length; i++)
            {
                table.Load(_keys.Form(keys[i]), hashes[i], states[i], stamps[i]);
            }
        }
    }

    /// <summary>The table of a number, which the thread has locked; what is on disk is brought back.</summary>
    private StateTable<TKey, TStored, TState, TKeys> TableToLoad(int number)
    {
        if (_spilled[number] is { } group)
        {
            // Other threads may bring other groups back.
            lock (_spill)
            {
                BringBack(number, group);
            }
        }

        return _tables[number];
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
            Prefetch(hashes[end + LoadAhead]);
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
