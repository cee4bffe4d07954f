namespace OrleansStream.Stateful;

/// <summary>What a batch has for one key.</summary>
/// <typeparam name="TKey">Keys.</typeparam>
/// <typeparam name="TItem">What comes with a key.</typeparam>
/// <param name="records">The records of the key's table.</param>
/// <param name="earlier">For each record the number of the one before it of its key, from 1; 0 for none.</param>
/// <param name="last">The number of the key's last record, from 1; 0 for none.</param>
internal readonly ref struct KeyItems<TKey, TItem>(ReadOnlySpan<HashedRecord<TKey, TItem>> records, ReadOnlySpan<int> earlier, int last)
{
    private readonly ReadOnlySpan<HashedRecord<TKey, TItem>> _records = records;
    private readonly ReadOnlySpan<int> _earlier = earlier;

    internal bool IsEmpty => last == 0;

    /// <summary>The last item; there must be one.</summary>
    internal TItem Last => _records[last - 1].Item;

    /// <summary>The items in order of arrival; nobody else has the array.</summary>
    internal TItem[] ToArray()
    {
        if (last == 0)
        {
            return [];
        }

        int count = 0;
        for (int number = last; number > 0; number = _earlier[number - 1])
        {
            count++;
        }

        var items = new TItem[count];
        for (int number = last; number > 0; number = _earlier[number - 1])
        {
            items[--count] = _records[number - 1].Item;
        }

        return items;
    }
}
