using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Rdds;

/// <summary>Finds the lines of a block by the rule of <see cref="LineText"/>.</summary>
internal ref struct LineScanner
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _textLength;
    private ByteScanner _ends;
    private int _next;

    /// <param name="readable">The lines, and what may be loaded behind them.</param>
    /// <param name="length">How many of these bytes are lines.</param>
    internal LineScanner(ReadOnlySpan<byte> readable, int length)
    {
        _bytes = readable;
        _textLength = length;
        _ends = new ByteScanner(readable, length, (byte)'\n');
    }

    /// <summary>Where the line begins that the last <see cref="MoveNext"/> found.</summary>
    internal int Start { get; private set; }

    /// <summary>Its length without its end.</summary>
    internal int Length { get; private set; }

    /// <summary>Finds the next line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool MoveNext()
    {
        if (_next >= _textLength)
        {
            return false;
        }

        Start = _next;
        int end = _ends.Next();
        Length = LineText.WithoutReturn(_bytes[Start..end]);
        _next = end + 1;
        return true;
    }
}
