using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Reduces all records to one.</summary>
internal struct ReduceLink<T>(Func<T, T, T> reduce, TaskScope task, int number) : IRecordSink<T>
{
    private bool _any;
    private T? _result;

    /// <summary>What the records came to, or none if there were none.</summary>
    internal readonly Option<T> Result => _any ? Option<T>.Some(_result!) : Option<T>.None;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(T record)
    {
        if (_any)
        {
            task.Current = number;
            _result = reduce(_result!, record);
        }
        else
        {
            _any = true;
            _result = record;
        }
    }
}
