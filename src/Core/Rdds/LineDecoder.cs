namespace OrleansStream.Rdds;

/// <summary>Makes strings of lines of UTF-8 that lie one after another.</summary>
/// <remarks>
/// Most text is ASCII, and ASCII bytes need only be widened; to decode UTF-8 costs half as much again and more. So a window is searched at once
/// for the first byte that is not ASCII, and only lines that reach that far are decoded.
/// </remarks>
internal struct LineDecoder
{
    private const int Window = 16 * 1024;

    // How many bytes from the current position are known to be ASCII; negative when the last line went beyond them.
    private int _ascii;

    /// <summary>The first line of a text, and how many bytes it takes with its end.</summary>
    /// <param name="bytes">What follows the line that was decoded last.</param>
    /// <param name="consumed">Where the next line begins.</param>
    internal string Next(ReadOnlySpan<byte> bytes, out int consumed)
    {
        int length = LineText.Next(bytes, out consumed);
        if (length > _ascii)
        {
            ReadOnlySpan<byte> window = bytes[..Math.Min(bytes.Length, Math.Max(Window, length))];
            int other = window.IndexOfAnyExceptInRange((byte)0, (byte)0x7f);
            _ascii = other < 0 ? window.Length : other;
        }

        ReadOnlySpan<byte> line = bytes[..length];

        // Latin-1 is ASCII where there is only ASCII, and its decoder does not look for anything else.
        string text = length <= _ascii ? System.Text.Encoding.Latin1.GetString(line) : System.Text.Encoding.UTF8.GetString(line);
        _ascii -= consumed;
        return text;
    }
}
