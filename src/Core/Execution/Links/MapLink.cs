using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Applies a function to each record.</summary>
internal struct MapLink<TIn, TOut, TNext>(Func<TIn, TOut> function, TaskScope task, int number, TNext next) : IRecordSink<TIn>
    where TNext : struct, IRecordSink<TOut>
{
    internal TNext Next = next;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(TIn record)
    {
        task.Current = number;
        Next.Push(function(record));
    }
}
