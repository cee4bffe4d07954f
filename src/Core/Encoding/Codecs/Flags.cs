namespace OrleansStream.Encoding;

/// <summary>A column of bytes that are 0 for null and 1 for a value.</summary>
internal static class Flags
{
    /// <summary>Reads the column.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="length">How many flags.</param>
    /// <param name="set">How many of them are 1.</param>
    internal static ReadOnlySpan<byte> Read(ref RecordReader reader, int length, out int set)
    {
        ReadOnlySpan<byte> flags = reader.ReadRaw(length);
        if (flags.ContainsAnyExceptInRange((byte)0, (byte)1))
        {
            reader.Fail("A flag must be 0 or 1.");
        }

        set = flags.Count((byte)1);
        return flags;
    }
}
