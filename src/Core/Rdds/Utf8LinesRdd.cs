using System.Runtime.CompilerServices;
using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Lines as slices over the blocks they lie in, found while the partition runs.</summary>
internal sealed class Utf8LinesRdd(BatchScope scope, ILineBlocks blocks, OperatorInfo info) : LinesRdd<Utf8Slice>(scope, blocks, info)
{
    protected override bool Lines<TSink>(LineBlock lines, ref TSink sink, TaskScope task)
    {
        var scanner = new LineScanner(lines.Block.Bytes.AsSpan(lines.Start), lines.Length);
        bool more = true;
        while (more)
        {
            if (!task.Continue())
            {
                return false;
            }

            more = Chunk(lines, ref scanner, ref sink);
        }

        return true;
    }

    // See Chunks for why this is a method of its own.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Chunk<TSink>(LineBlock lines, ref LineScanner scanner, ref TSink sink)
        where TSink : struct, IRecordSink<Utf8Slice>
    {
        for (int i = 0; i < Chunks.Records; i++)
        {
            if (!scanner.MoveNext())
            {
                return false;
            }

            sink.Push(new Utf8Slice(lines.Block, lines.Start + scanner.Start, scanner.Length));
        }

        return true;
    }
}
