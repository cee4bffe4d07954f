using System.Runtime.CompilerServices;

namespace OrleansStream.Execution;

/// <summary>Gives each record to a function together with the emitter that leads to the next link.</summary>
internal struct EmitLink<TIn, TOut>(Action<TIn, Emitter<TOut>> function, TaskScope task, int number, Emitter<TOut> emitter)
    : IRecordSink<TIn>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Push(TIn record)
    {
        task.Current = number;
        function(record, emitter);
    }
}
