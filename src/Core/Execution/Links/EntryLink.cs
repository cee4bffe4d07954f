using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Ends a chain whose pairs are taken as entries.</summary>
internal readonly struct EntryLink<TKey, TStored, TValue, TKeys>(EntryTask<TKey, TStored, TValue, TKeys> target)
    : IRecordSink<(TKey Key, TValue Value)>, IEntrySink<TKey, TStored, TValue, TKeys>
    where TKeys : struct, IStoredKeys<TKey, TStored>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push((TKey Key, TValue Value) record) => target.Add(record);

    public void Push(ReadOnlySpan<CombineTable<TKey, TStored, TValue, TKeys>.Entry> entries) => target.Add(entries);
}
