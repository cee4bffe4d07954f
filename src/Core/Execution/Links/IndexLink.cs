using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Pairs each record with a number that grows by the same step.</summary>
internal struct IndexLink<T, TNext>(long first, long step, TNext next) : IRecordSink<T>
    where TNext : struct, IRecordSink<(T Value, long Index)>
{
    internal TNext Next = next;
    private long _index = first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(T record)
    {
        Next.Push((record, _index));
        _index += step;
    }
}
