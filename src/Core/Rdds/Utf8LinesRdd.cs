using System.Runtime.CompilerServices;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Lines as slices over the blocks they lie in, found while the partition runs.</summary>
internal sealed class Utf8LinesRdd(BatchScope scope, ILineBlocks blocks, OperatorInfo info) : LinesRdd<Utf8Slice>(scope, blocks, info)
{
    protected override bool Lines<TSink>(LineBlock lines, ref TSink sink, TaskScope task)
    {
        ReadOnlySpan<byte> bytes = lines.Block.Bytes.AsSpan(0, lines.Start + lines.Length);
        for (int at = lines.Start; at < bytes.Length;)
        {
            if (!task.Continue())
            {
                return false;
            }

            at = Chunk(lines.Block, bytes, at, ref sink);
        }

        return true;
    }

    // See Chunks for why this is a method of its own.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Chunk<TSink>(Utf8Block block, ReadOnlySpan<byte> bytes, int at, ref TSink sink)
        where TSink : struct, IRecordSink<Utf8Slice>
    {
        for (int i = 0; i < Chunks.Records && at < bytes.Length; i++)
        {
            int length = LineText.Next(bytes[at..], out int consumed);
            sink.Push(new Utf8Slice(block, at, length));
            at += consumed;
        }

        return at;
    }
}
