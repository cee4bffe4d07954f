using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Puts the present key in front of values.</summary>
internal struct WithKeyLink<TKey, TValue, TNext>(TNext next) : IRecordSink<TValue>
    where TNext : struct, IRecordSink<(TKey Key, TValue Value)>
{
    internal TKey Key = default!;
    internal TNext Next = next;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(TValue record) => Next.Push((Key, record));
}
