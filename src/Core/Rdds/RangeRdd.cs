using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Numbers at equal distances, made while a partition runs.</summary>
internal sealed class RangeRdd(BatchScope scope, long start, long step, ulong count, int partitions, OperatorInfo info)
    : Rdd<long>(scope, partitions, info)
{
    internal override long? KnownRecords => count <= long.MaxValue ? (long)count : null;

    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        ulong end = FirstOf(partition + 1);
        for (ulong chunk = FirstOf(partition); chunk < end && task.Continue();)
        {
            ulong chunkEnd = Math.Min(end, chunk + Chunks.Records);
            for (; chunk < chunkEnd; chunk++)
            {
                // Wraps on the way for long ranges, and comes out right.
                sink.Push(unchecked(start + ((long)chunk * step)));
            }
        }
    }

    private ulong FirstOf(int partition) => (ulong)((UInt128)count * (uint)partition / (uint)PartitionCount);
}
