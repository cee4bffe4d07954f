using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Ends a chain: folds the records of a partition into one value.</summary>
internal struct FoldLink<T, TAcc>(TAcc zero, Func<TAcc, T, TAcc> function, TaskScope task, int number) : IRecordSink<T>
{
    internal TAcc Value = zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(T record)
    {
        task.Current = number;
        Value = function(Value, record);
    }
}
