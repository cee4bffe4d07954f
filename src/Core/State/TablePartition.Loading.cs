namespace OrleansStream.Stateful;

/// <content>Loading the first version.</content>
internal sealed partial class TablePartition<TKey, TStored, TState, TKeys>
{
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

    internal override void Load(ReadOnlySpan<TKey> keys, ReadOnlySpan<ulong> hashes, ReadOnlySpan<TState> states, ReadOnlySpan<long> stamps)
    {
        ThrowIfBegun();
        for (int start = 0; start < keys.Length;)
        {
            int table = TableIndexOf(hashes[start]);
            int end = EndOfRun(hashes, start, table);
            lock (_tables[table])
            {
                _tables[table].TouchPages();
                for (int i = start; i < end; i++)
                {
                    _tables[table].Load(_keys.Form(keys[i]), hashes[i], states[i], stamps[i]);
                }
            }

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

    /// <summary>Where the keys of a table end that lie next to each other; asks for the places of those after them.</summary>
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
