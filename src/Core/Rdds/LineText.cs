namespace OrleansStream.Rdds;

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
