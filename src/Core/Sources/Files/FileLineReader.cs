using OrleansStream.Rdds;

namespace OrleansStream.Sources;

/// <summary>Reads the lines of a part of a file, one after the other, by the rules of <see cref="FileLineBlocks"/>: a line belongs to the part in which it starts.</summary>
/// <param name="stream">The whole file.</param>
/// <param name="split">The part.</param>
/// <param name="maxLineBytes">How many bytes are gathered for a line whose end does not come.</param>
internal sealed class FileLineReader(Stream stream, FileSplit split, int maxLineBytes)
{
    private const int FirstBuffer = 1 << 16;

    private byte[] _buffer = new byte[FirstBuffer];
    private int _next;
    private int _filled;
    private long _nextOffset = split.Start;
    private bool _hasBegun;
    private bool _fileEnded;

    /// <summary>Where the line starts in the file.</summary>
    internal long Offset { get; private set; }

    /// <summary>The line without its end; valid until the next one.</summary>
    internal ReadOnlyMemory<byte> Line { get; private set; }

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Finds the next line.</summary>
    /// <exception cref="InvalidDataException">It is too long; the message names the file and the place.</exception>
    internal bool MoveNext()
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            SkipToFirst();
        }

        if (_nextOffset >= split.End)
        {
            return false;
        }

        for (int searched = 0; ;)
        {
            int at = _buffer.AsSpan(_next + searched, _filled - _next - searched).IndexOf((byte)'\n');
            if (at >= 0)
            {
                Take(searched + at, searched + at + 1);
                return true;
            }

            searched = _filled - _next;
            if (_fileEnded)
            {
                Take(searched, searched);
                return searched > 0 && !(Offset == 0 && searched == ByteOrderMark.Length && Line.IsEmpty);
            }

            if (searched > maxLineBytes)
            {
                throw new InvalidDataException(FormattableString.Invariant($"'{split.Path}' has a line at byte {_nextOffset} that is longer than {maxLineBytes} bytes."));
            }

            Fill();
        }
    }

    private void Take(int length, int consumed)
    {
        Offset = _nextOffset;
        int start = _next;
        if (Offset == 0 && _buffer.AsSpan(start, length).StartsWith(ByteOrderMark))
        {
            start += ByteOrderMark.Length;
            length -= ByteOrderMark.Length;
        }

        Line = _buffer.AsMemory(start, LineText.WithoutReturn(_buffer.AsSpan(start, length)));
        _next += consumed;
        _nextOffset += consumed;
    }

    /// <summary>Passes over the line that started in the part before: one starts behind the end of another, be that the last byte before the part.</summary>
    private void SkipToFirst()
    {
        if (split.Start == 0)
        {
            return;
        }

        _nextOffset = split.Start - 1;
        stream.Position = _nextOffset;
        int at = -1;
        while (at < 0 && !_fileEnded && _nextOffset < split.End)
        {
            Fill();
            at = _buffer.AsSpan(_next, _filled - _next).IndexOf((byte)'\n');
            int passed = at < 0 ? _filled - _next : at + 1;
            _next += passed;
            _nextOffset += passed;
        }
    }

    private void Fill()
    {
        int left = _filled - _next;
        if (_next > 0)
        {
            _buffer.AsSpan(_next, left).CopyTo(_buffer);
        }
        else if (left == _buffer.Length)
        {
            Array.Resize(ref _buffer, checked(left * 2));
        }

        int read = stream.Read(_buffer.AsSpan(left));
        _next = 0;
        _filled = left + read;
        _fileEnded = read == 0;
    }
}
