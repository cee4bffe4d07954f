using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Applies a function to the value of each pair.</summary>
internal struct MapValuesLink<TKey, TIn, TOut, TNext>(Func<TIn, TOut> function, TaskScope task, int number, TNext next)
    : IRecordSink<(TKey Key, TIn Value)>
    where TNext : struct, IRecordSink<(TKey Key, TOut Value)>
{
    internal TNext Next = next;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push((TKey Key, TIn Value) record)
    {
        task.Current = number;
        Next.Push((record.Key, function(record.Value)));
    }
}
