using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream.Core.Tests.Execution;

/// <summary>Numbers as slices over blocks that go back, poisoned, when the task that read them ends.</summary>
internal sealed class LeasedSlicesRdd(Rdd<int> parent) : NarrowRdd<int, Utf8Slice>(parent, OperatorInfo.OfRdd("LeasedSlices"))
{
    internal static DStream<Utf8Slice> Of(DStream<int> numbers) => numbers.Transform(rdd => (Rdd<Utf8Slice>)new LeasedSlicesRdd(rdd));

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        var arena = new KeyArena(blockSize: 64, poison: true);
        task.Own(arena);
        var link = new MapLink<int, Utf8Slice, TSink>(
            number => arena.Copy(System.Text.Encoding.UTF8.GetBytes($"number {number}")), task, task.Enter(Info), sink);
        Parent.Feed(partition, ref link, task);
        sink = link.Next;
    }
}
