using System.Runtime.CompilerServices;

namespace OrleansStream;

/// <summary>Enumerates the parts of a <see cref="Utf8Slice"/> between separators; made by <see cref="Utf8Slice.Split"/>.</summary>
public ref struct Utf8SplitEnumerator
{
    private readonly Utf8Slice _text;
    private readonly ReadOnlySpan<byte> _span;
    private readonly byte _separator;
    private int _next;
    private int _start;
    private int _length;

    internal Utf8SplitEnumerator(Utf8Slice text, byte separator)
    {
        _text = text;
        _span = text.Span;
        _separator = separator;
    }

    /// <summary>The part found by the last <see cref="MoveNext"/>.</summary>
    public readonly Utf8Slice Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _text.Slice(_start, _length);
    }

    /// <summary>Returns itself, so that <c>foreach</c> works.</summary>
    public readonly Utf8SplitEnumerator GetEnumerator() => this;

    /// <summary>Finds the next part.</summary>
    /// <returns>False after the last part.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        if (_next > _span.Length)
        {
            return false;
        }

        _start = _next;
        // Words are short: a byte loop beats a vectorised search whose set-up costs more than the word.
        int at = _start;
        while (at < _span.Length && _span[at] != _separator)
        {
            at++;
        }

        _length = at - _start;
        _next = at + 1;
        return true;
    }
}
