using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Rdds;

/// <summary>Where a run of whole lines lies: bytes ended by '\n', the last of which may lack it.</summary>
internal readonly record struct LineBlock(Utf8Block Block, int Start, int Length);

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

/// <summary>Lines as strings, decoded while the partition runs, so that decoding uses all engine threads and unread text costs nothing.</summary>
internal sealed class StringLinesRdd(BatchScope scope, IReadOnlyList<IReadOnlyList<LineBlock>> partitions, OperatorInfo info)
    : Rdd<string>(scope, partitions.Count, info)
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
        where TSink : struct, IRecordSink<string>
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

/// <summary>The rule for lines: ended by '\n' or "\r\n"; the end itself is not part of the line.</summary>
internal static class LineText
{
    /// <summary>The length of the first line, and how many bytes it takes with its end.</summary>
    internal static int Next(ReadOnlySpan<byte> bytes, out int consumed)
    {
        int end = bytes.IndexOf((byte)'\n');
        if (end < 0)
        {
            consumed = bytes.Length;
            end = bytes.Length;
        }
        else
        {
            consumed = end + 1;
        }

        return end > 0 && bytes[end - 1] == '\r' ? end - 1 : end;
    }
}
