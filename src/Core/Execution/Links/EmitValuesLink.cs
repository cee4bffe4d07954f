using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Gives the value of each pair to a function together with the emitter that leads to the next link.</summary>
internal readonly struct EmitValuesLink<TKey, TIn, TOut, TNext>(
    Action<TIn, Emitter<TOut>> function, TaskScope task, int number, LinkEmitter<TOut, WithKeyLink<TKey, TOut, TNext>> emitter)
    : IRecordSink<(TKey Key, TIn Value)>
    where TNext : struct, IRecordSink<(TKey Key, TOut Value)>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push((TKey Key, TIn Value) record)
    {
        emitter.Next.Key = record.Key;
        task.Current = number;
        function(record.Value, emitter);
    }
}
