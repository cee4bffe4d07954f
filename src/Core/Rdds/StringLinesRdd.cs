using System.Runtime.CompilerServices;
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

            bytes = bytes[Chunk(bytes, ref decoder, ref sink)..];
        }

        return true;
    }

    // See Chunks for why this is a method of its own.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Chunk<TSink>(ReadOnlySpan<byte> bytes, ref LineDecoder decoder, ref TSink sink)
        where TSink : struct, IRecordSink<string>
    {
        int at = 0;
        for (int i = 0; i < Chunks.Records && at < bytes.Length; i++)
        {
            sink.Push(decoder.Next(bytes[at..], out int consumed));
            at += consumed;
        }

        return at;
    }
}
