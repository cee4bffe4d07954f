using OrleansStream.Execution;

namespace OrleansStream.Windows;

/// <summary>Takes the pairs of a batch into the newer end of a window's table.</summary>
internal sealed class WindowEntrance<TKey, TStored, TValue, TKeys>(
    CombineTable<TKey, TStored, WindowCell<TValue>, TKeys> table, WindowBack<TValue> back, TKeys keys, TaskScope task, int number)
    : EntryTask<TKey, TStored, TValue, TKeys>(keys, task, number)
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    private protected override void Apply(ReadOnlySpan<CombineTable<TKey, TStored, TValue, TKeys>.Entry> entries)
    {
        Span<ulong> hashes = stackalloc ulong[entries.Length];
        for (int i = 0; i < entries.Length; i++)
        {
            hashes[i] = entries[i].Hash;
        }

        Span<uint> positions = stackalloc uint[entries.Length];
        table.ForeseeAll(hashes, positions);
        for (int i = 0; i < entries.Length; i++)
        {
            ref WindowCell<TValue> cell = ref table.FindOrAdd(in entries[i].Key, hashes[i], positions[i], out bool existed);
            if (!existed)
            {
                cell.Slot = table.Count - 1;
            }

            back.Add(ref cell, entries[i].Value);
        }
    }
}
