namespace OrleansStream.Checkpoints;

/// <summary>The bytes before the content of what an <see cref="ObjectCheckpointStore"/> writes: which write it was.</summary>
/// <remarks>
/// It tells a writer whose condition is said not to hold whether an earlier try of its own has made it so. It also makes two heads of the
/// same content two versions, where a service's versions are hashes of the content.
/// </remarks>
internal static class WriteMark
{
    /// <summary>How long it is.</summary>
    internal const int Length = FormatLength + IdLength;

    private const int FormatLength = 4;
    private const int IdLength = 16;

    private static ReadOnlySpan<byte> Format => "OSC\u0001"u8;

    /// <summary>The content with the mark of a write before it.</summary>
    internal static byte[] Put(Guid write, ReadOnlySpan<byte> content)
    {
        byte[] marked = new byte[Length + content.Length];
        Format.CopyTo(marked);
        write.TryWriteBytes(marked.AsSpan(FormatLength, IdLength));
        content.CopyTo(marked.AsSpan(Length));
        return marked;
    }

    /// <summary>Which write an object is of.</summary>
    /// <param name="marked">The object, or its first bytes.</param>
    /// <param name="called">What it is called in messages.</param>
    /// <exception cref="CheckpointDamagedException">It has no such mark.</exception>
    /// <exception cref="CheckpointVersionException">It has one of a newer version.</exception>
    internal static Guid Of(ReadOnlySpan<byte> marked, string called)
    {
        if (marked.Length < Length || !marked.StartsWith(Format[..^1]))
        {
            throw new CheckpointDamagedException(
                $"'{called}' is no part of a checkpoint: it does not begin with 'OSC'. Restore the checkpoint from a copy that was taken as a whole, or use a place that is empty.");
        }

        if (marked[FormatLength - 1] != Format[^1])
        {
            throw new CheckpointVersionException(
                $"'{called}' has form {marked[FormatLength - 1]}, and this program knows form {Format[^1]}. Continue the job with the version of OrleansStream that wrote it, or a newer one.");
        }

        return new Guid(marked.Slice(FormatLength, IdLength));
    }
}
