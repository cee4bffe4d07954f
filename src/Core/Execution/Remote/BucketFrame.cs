namespace OrleansStream.Execution;

/// <summary>A piece of an encoded bucket, or of another block of bytes.</summary>
/// <param name="Total">The whole length in bytes; 0 for a bucket without records.</param>
/// <param name="Bytes">The piece.</param>
internal readonly record struct BucketFrame(int Total, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The largest piece, so that membership probes never wait long behind one.</summary>
    internal const int MaxLength = 128 * 1024;

    /// <summary>The length of what was asked for and is not there.</summary>
    internal const int NotHere = -1;

    /// <summary>The answer to who asks for what is not there.</summary>
    internal static readonly BucketFrame Missing = new(NotHere, default);

    // Enough to keep a connection busy, and few enough that others get their turn on it.
    private const int PiecesAtATime = 4;

    /// <summary>Reads all of what comes in pieces.</summary>
    /// <param name="pull">Gives the piece that begins at an offset.</param>
    /// <param name="place">Makes room for all of it, of the length that it is given.</param>
    /// <returns>Whether all of it was there.</returns>
    internal static async Task<bool> TryReadAsync(Func<int, Task<BucketFrame>> pull, Func<int, Memory<byte>> place)
    {
        BucketFrame first = await pull(0).ConfigureAwait(false);
        if (first.Total == NotHere)
        {
            return false;
        }

        Memory<byte> whole = place(first.Total);
        first.Bytes.CopyTo(whole);
        if (first.Bytes.Length == first.Total)
        {
            return true;
        }

        int missing = 0;
        await Parallel.ForEachAsync(
            OffsetsAfter(first),
            new ParallelOptions { MaxDegreeOfParallelism = PiecesAtATime },
            async (offset, _) =>
            {
                BucketFrame piece = await pull(offset).ConfigureAwait(false);

                // Whoever had it may have been replaced meanwhile.
                if (piece.Total == first.Total)
                {
                    piece.Bytes.CopyTo(whole[offset..]);
                }
                else
                {
                    Interlocked.Increment(ref missing);
                }
            }).ConfigureAwait(false);
        return missing == 0;
    }

    private static IEnumerable<int> OffsetsAfter(BucketFrame first)
    {
        for (int offset = first.Bytes.Length; offset < first.Total; offset += MaxLength)
        {
            yield return offset;
        }
    }
}
