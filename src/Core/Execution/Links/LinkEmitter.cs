namespace OrleansStream.Execution;

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
