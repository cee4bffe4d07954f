using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>Ends the chain before a state.</summary>
internal readonly struct StateLink<TKey, TValue>(StateTask<TKey, TValue> target) : IRecordSink<(TKey Key, TValue Value)>, IChunkSink<(TKey Key, TValue Value)>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push((TKey Key, TValue Value) record) => target.Add(record);

    public void Push(ReadOnlySpan<(TKey Key, TValue Value)> chunk) => target.Add(chunk);
}
