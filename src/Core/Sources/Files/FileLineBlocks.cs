using System.Buffers;
using OrleansStream.Compression;
using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Rdds;

namespace OrleansStream.Sources;

/// <summary>The lines of parts of files, read a chunk at a time while the tasks run. A line belongs to the part in which it starts.</summary>
/// <param name="splits">The parts, one for each partition.</param>
/// <param name="codecs">How files are compressed, by their names.</param>
/// <param name="keep">Whether chunks stay until the task has ended, because slices point into them; otherwise there is one chunk at a time.</param>
/// <param name="maxLineBytes">How many bytes are gathered for a line whose end does not come.</param>
/// <param name="poison">Whether chunks are overwritten when they are freed.</param>
internal sealed class FileLineBlocks(
    IReadOnlyList<FileSplit> splits, IReadOnlyList<CompressionCodec> codecs, bool keep, int maxLineBytes, bool poison) : ILineBlocks
{
    // Slices keep their chunks, so these should be few; text is decoded from chunks that stay in the processor's cache.
    private const int KeptChunk = 1 << 20;
    private const int PassingChunk = 1 << 18;

    // Read beyond the end of the part at once: the rest of its last line, as a rule.
    private const int Overshoot = 4096;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    public int PartitionCount => splits.Count;

    public Task FetchAsync(int partition, CancellationToken cancellation) => splits[partition].FetchAsync(cancellation);

    public IEnumerable<LineBlock> Read(int partition, TaskScope task)
    {
        FileSplit split = splits[partition];
        using SealedFile file = SealedFile.Open(split);
        using DecompressedFile? content = CompressionCodec.Find(codecs, split.Path) is { } codec ? new DecompressedFile(codec, file.AsStream(), split.Path) : null;
        split = content is null ? split : split.Decompressed;
        var chunks = new FileChunks(keep, poison);
        task.Own(chunks);
        int chunk = keep ? KeptChunk : PassingChunk;
        long position = FirstLine(file, split);
        bool ended = position >= split.End;
        int carriedAt = 0;
        int carried = 0;
        while (!ended)
        {
            // The unfinished line of the last chunk moves to the start of the next.
            long wanted = Math.Clamp(split.End - position, 0, chunk) + Math.Max(Overshoot, carried);
            int room = (int)Math.Min(Math.Min(wanted, split.Length - position), Math.Max(chunk, carried * 2L) - carried);
            Utf8Block block = chunks.Next(checked(carried + room), carriedAt, carried);
            int read = Fill(file, content, block.Bytes.AsSpan(carried, room), position);
            int filled = carried + read;
            position += read;

            long from = position - filled;
            int start = from == 0 && block.Bytes.AsSpan(0, filled).StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
            int end = LinesEnd(block.Bytes.AsSpan(0, filled), split.End - from, read < room || position == split.Length, out ended);
            if (end > start)
            {
                yield return new LineBlock(block, start, end - start);
            }

            (carriedAt, carried) = (end, filled - end);
            if (!ended && carried > maxLineBytes)
            {
                throw new InvalidDataException(FormattableString.Invariant(
                    $"A line of '{split.Path}', from byte {position - carried}{(content is null ? "" : " of its content")} on, is longer than {maxLineBytes} bytes ({nameof(StreamingContextOptions)}.{nameof(StreamingContextOptions.MaxLineBytes)})."));
            }
        }

        file.CheckUnchanged();
    }

    /// <summary>Reads the bytes from a place on: all that are wanted, or all that are left in a compressed file.</summary>
    private static int Fill(SealedFile file, DecompressedFile? content, Span<byte> buffer, long position)
    {
        if (content is not null)
        {
            return content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }

        file.Read(buffer, position);
        return buffer.Length;
    }

    /// <summary>Where the first line starts that starts in the part; the part's end if none does.</summary>
    private static long FirstLine(SealedFile file, FileSplit split)
    {
        if (split.Start == 0)
        {
            return 0;
        }

        // A line starts behind the end of another one, be that the last byte before the part.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Overshoot);
        try
        {
            for (long position = split.Start - 1; position < split.End - 1;)
            {
                Span<byte> bytes = buffer.AsSpan(0, (int)Math.Min(Overshoot, split.End - 1 - position));
                file.Read(bytes, position);
                int at = bytes.IndexOf((byte)'\n');
                if (at >= 0)
                {
                    return position + at + 1;
                }

                position += bytes.Length;
            }

            return split.End;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>How many bytes of a chunk are whole lines that start in the part.</summary>
    /// <param name="bytes">The chunk, which begins with a line.</param>
    /// <param name="partEnd">Where the part ends, counted from the chunk's start; may be negative or beyond the chunk.</param>
    /// <param name="isFileEnd">Whether the file ends with the chunk.</param>
    /// <param name="ended">Whether no line of the part comes after them.</param>
    private static int LinesEnd(ReadOnlySpan<byte> bytes, long partEnd, bool isFileEnd, out bool ended)
    {
        // The first line end that is the part's last byte or behind it ends the last line of the part.
        int last = (int)Math.Clamp(partEnd - 1, 0, bytes.Length);
        int at = bytes[last..].IndexOf((byte)'\n');
        ended = at >= 0 || isFileEnd;
        return at >= 0 ? last + at + 1
            : isFileEnd ? bytes.Length
            : bytes[..last].LastIndexOf((byte)'\n') + 1;
    }
}
