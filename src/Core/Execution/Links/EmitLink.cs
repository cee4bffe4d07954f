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

/// <summary>The emitter in front of a given next link.</summary>
internal sealed class LinkEmitter<T, TNext>(TaskScope task, int number, TNext next) : Emitter<T>
    where TNext : struct, IRecordSink<T>
{
    internal TNext Next = next;

    public override void Emit(T record)
    {
        Next.Push(record);

        // What follows Emit in the user's function is this operator's code again.
        task.Current = number;
    }
}
