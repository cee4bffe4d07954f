using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>The results among outcomes.</summary>
internal sealed class SoundRdd<T>(Rdd<Outcome<T>> parent, OperatorInfo info) : NarrowRdd<Outcome<T>, T>(parent, info)
{
    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var link = new SoundLink<T, TSink>(sink);
        Parent.Feed(partition, ref link, task);
        sink = link.Next;
    }
}
