using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Lines as slices over the blocks they lie in, found while the partition runs.</summary>
internal sealed class Utf8LinesRdd(BatchScope scope, ILineBlocks blocks, OperatorInfo info) : LinesRdd<Utf8Slice>(scope, blocks, info)
{
    protected override bool Lines<TSink>(LineBlock lines, ref TSink sink, TaskScope task)
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
