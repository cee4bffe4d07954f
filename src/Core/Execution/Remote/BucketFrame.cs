namespace OrleansStream.Execution;

/// <summary>A piece of an encoded bucket, or of another block of bytes.</summary>
/// <param name="Total">The whole length in bytes; 0 for a bucket without records.</param>
/// <param name="Bytes">The piece.</param>
internal readonly record struct BucketFrame(int Total, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>The largest piece, so that membership probes never wait long behind one.</summary>
    internal const int MaxLength = 64 * 1024;

    /// <summary>The length of what was asked for and is not there.</summary>
    internal const int NotHere = -1;

    /// <summary>The answer to who asks for what is not there.</summary>
    internal static readonly BucketFrame Missing = new(NotHere, default);

    /// <summary>Reads all of what comes in pieces.</summary>
    /// <param name="pull">Gives the piece that begins at an offset.</param>
    /// <returns>The bytes, or null if what was asked for is not there.</returns>
    internal static async Task<byte[]?> ReadAllAsync(Func<int, Task<BucketFrame>> pull)
    {
        BucketFrame frame = await pull(0).ConfigureAwait(false);
        if (frame.Total == NotHere)
        {
            return null;
        }

        byte[] bytes = new byte[frame.Total];
        frame.Bytes.CopyTo(bytes);
        for (int filled = frame.Bytes.Length; filled < bytes.Length; filled += frame.Bytes.Length)
        {
            frame = await pull(filled).ConfigureAwait(false);
            if (frame.Total == NotHere)
            {
                // Whoever had it has been replaced meanwhile.
                return null;
            }

            frame.Bytes.CopyTo(bytes.AsMemory(filled));
        }

        return bytes;
    }
}
