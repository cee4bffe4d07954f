namespace OrleansStream.Execution;

/// <summary>A piece of an encoded bucket, or of another block of bytes.</summary>
/// <param name="Total">The whole length in bytes; 0 for a bucket without records.</param>
/// <param name="Bytes">The piece.</param>
/// <param name="Owner">Whom the bytes go back to when they have been copied, if to anybody. One that is never disposed of costs no more than its memory.</param>
internal readonly record struct BucketFrame(int Total, ReadOnlyMemory<byte> Bytes, IDisposable? Owner = null)
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
        int start = first.MoveTo(whole);
        if (start == first.Total)
        {
            return true;
        }

        int missing = 0;
        await Parallel.ForEachAsync(
            Offsets(start, first.Total),
            new ParallelOptions { MaxDegreeOfParallelism = PiecesAtATime },
            async (offset, _) =>
            {
                BucketFrame piece = await pull(offset).ConfigureAwait(false);

                // Whoever had it may have been replaced meanwhile.
                if (piece.Total == first.Total)
                {
                    piece.MoveTo(whole[offset..]);
                }
                else
                {
                    Interlocked.Increment(ref missing);
                }
            }).ConfigureAwait(false);
        return missing == 0;
    }

    /// <summary>Copies the bytes and gives them back.</summary>
    /// <returns>How many there were.</returns>
    private int MoveTo(Memory<byte> place)
    {
        Bytes.CopyTo(place);
        Owner?.Dispose();
        return Bytes.Length;
    }

    private static IEnumerable<int> Offsets(int from, int to)
    {
        for (int offset = from; offset < to; offset += MaxLength)
        {
            yield return offset;
        }
    }
}
