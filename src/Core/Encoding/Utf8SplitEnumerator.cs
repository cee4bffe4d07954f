using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream;

/// <summary>Enumerates the parts of a <see cref="Utf8Slice"/> between separators; made by <see cref="Utf8Slice.Split"/>.</summary>
public ref struct Utf8SplitEnumerator
{
    private readonly Utf8Slice _text;
    private ByteScanner _separators;
    private int _start;
    private int _end = -1;

    internal Utf8SplitEnumerator(Utf8Slice text, byte separator)
    {
        _text = text;
        _separators = new ByteScanner(text.Readable, text.Length, separator);
    }

    /// <summary>The part found by the last <see cref="MoveNext"/>.</summary>
    public readonly Utf8Slice Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _text.Slice(_start, _end - _start);
    }

    /// <summary>Returns itself, so that <c>foreach</c> works.</summary>
    public readonly Utf8SplitEnumerator GetEnumerator() => this;

    /// <summary>Finds the next part.</summary>
    /// <returns>False after the last part.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        if (_end >= _text.Length)
        {
            return false;
        }

        _start = _end + 1;
        _end = _separators.Next();
        return true;
    }
}
