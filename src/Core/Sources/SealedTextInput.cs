using System.Runtime.InteropServices;
using OrleansStream.Encoding;
using OrleansStream.Rdds;

namespace OrleansStream;

/// <summary>Datasets of lines over UTF-8 bytes in memory, for sources that bring text.</summary>
public static class SealedTextInput
{
    /// <summary>A dataset of lines as slices over the bytes.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="partitions">Each partition's bytes, in order: lines ended by "\n" or "\r\n", no line crossing from one run to the next.
    /// The bytes must not change while the batch lives.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A run of bytes is not backed by an array.</exception>
    public static Rdd<Utf8Slice> FromUtf8Lines(
        this SealedInput<Utf8Slice> batch, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> partitions)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return new Utf8LinesRdd(batch.Scope, BlocksOf(partitions), batch.Info);
    }

    /// <summary>A dataset of lines as strings, decoded when a partition's task runs; invalid sequences become U+FFFD.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="partitions">Each partition's bytes, in order: lines ended by "\n" or "\r\n", no line crossing from one run to the next.
    /// The bytes must not change while the batch lives.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException">A run of bytes is not backed by an array.</exception>
    public static Rdd<string> FromUtf8Lines(
        this SealedInput<string> batch, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> partitions)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return new StringLinesRdd(batch.Scope, BlocksOf(partitions), batch.Info);
    }

    private static HeldLineBlocks BlocksOf(IReadOnlyList<IReadOnlyList<ReadOnlyMemory<byte>>> partitions)
    {
        ArgumentNullException.ThrowIfNull(partitions);
        return new HeldLineBlocks([.. partitions.Select(partition => partition.Select(BlockOf).ToArray())]);
    }

    private static LineBlock BlockOf(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> segment)
            ? new LineBlock(Utf8Block.Own(segment.Array!), segment.Offset, segment.Count)
            : throw new ArgumentException("Every run of bytes must be backed by an array.", nameof(bytes));
}
