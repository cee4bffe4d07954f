using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>The dead letters among outcomes.</summary>
internal sealed class DeadLettersRdd<T>(Rdd<Outcome<T>> parent, OperatorInfo info) : NarrowRdd<Outcome<T>, DeadLetter>(parent, info)
{
    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var link = new DeadLetterLink<T, TSink>(sink);
        Parent.Feed(partition, ref link, task);
        sink = link.Next;
    }
}
