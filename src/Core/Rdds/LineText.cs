using System.Runtime.CompilerServices;

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

        return WithoutReturn(bytes[..end]);
    }

    /// <summary>The length of a line that came before '\n': '\r' at its end does not count.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int WithoutReturn(ReadOnlySpan<byte> line) => line is [.., (byte)'\r'] ? line.Length - 1 : line.Length;
}
