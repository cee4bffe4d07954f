using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Passes on the records that a predicate accepts.</summary>
internal struct FilterLink<T, TNext>(Func<T, bool> predicate, TaskScope task, int number, TNext next) : IRecordSink<T>
    where TNext : struct, IRecordSink<T>
{
    internal TNext Next = next;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(T record)
    {
        task.Current = number;
        if (predicate(record))
        {
            Next.Push(record);
        }
    }
}
