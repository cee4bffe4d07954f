using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Lines as slices over the blocks they arrived in, found while the partition runs.</summary>
internal sealed class Utf8LinesRdd(BatchScope scope, IReadOnlyList<IReadOnlyList<LineBlock>> partitions, OperatorInfo info)
    : Rdd<Utf8Slice>(scope, partitions.Count, info)
{
    internal override void Run<TSink>(int partition, ref TSink sink, TaskScope task)
    {
        foreach (LineBlock block in partitions[partition])
        {
            if (!Lines(block, ref sink, task))
            {
                return;
            }
        }
    }

    private static bool Lines<TSink>(LineBlock lines, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<Utf8Slice>
    {
        ReadOnlySpan<byte> bytes = lines.Block.Bytes.AsSpan(0, lines.Start + lines.Length);
        int at = lines.Start;
        while (at < bytes.Length)
        {
            if (!task.Continue())
            {
                return false;
            }

            for (int i = 0; i < Chunks.Records && at < bytes.Length; i++)
            {
                int length = LineText.Next(bytes[at..], out int consumed);
                sink.Push(new Utf8Slice(lines.Block, at, length));
                at += consumed;
            }
        }

        return true;
    }
}
