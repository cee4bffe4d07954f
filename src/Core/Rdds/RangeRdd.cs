using System.Runtime.CompilerServices;
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
        for (ulong chunk = FirstOf(partition); chunk < end && task.Continue(); chunk += Chunks.Records)
        {
            Chunk(chunk, Math.Min(end, chunk + Chunks.Records), ref sink);
        }
    }

    // See Chunks for why this is a method of its own.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Chunk<TSink>(ulong first, ulong end, ref TSink sink)
        where TSink : struct, IRecordSink<long>
    {
        for (ulong number = first; number < end; number++)
        {
            // Wraps on the way for long ranges, and comes out right.
            sink.Push(unchecked(start + ((long)number * step)));
        }
    }

    private ulong FirstOf(int partition) => (ulong)((UInt128)count * (uint)partition / (uint)PartitionCount);
}
