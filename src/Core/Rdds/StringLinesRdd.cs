using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Lines as strings, decoded while the partition runs, so that decoding uses all engine threads and unread text costs nothing.</summary>
internal sealed class StringLinesRdd(BatchScope scope, ILineBlocks blocks, OperatorInfo info) : LinesRdd<string>(scope, blocks, info)
{
    protected override bool Lines<TSink>(LineBlock lines, ref TSink sink, TaskScope task)
    {
        ReadOnlySpan<byte> bytes = lines.Block.Bytes.AsSpan(lines.Start, lines.Length);
        LineDecoder decoder = default;
        while (!bytes.IsEmpty)
        {
            if (!task.Continue())
            {
                return false;
            }

            for (int i = 0; i < Chunks.Records && !bytes.IsEmpty; i++)
            {
                sink.Push(decoder.Next(bytes, out int consumed));
                bytes = bytes[consumed..];
            }
        }

        return true;
    }
}
