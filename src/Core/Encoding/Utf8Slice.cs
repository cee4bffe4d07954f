using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream;

/// <summary>A run of UTF-8 bytes inside a block that the engine owns: text without a string.</summary>
/// <remarks>
/// <para>Sixteen bytes: the block's lease, where the run starts and how long it is. The default value is the empty text.</para>
/// <para>
/// A slice is valid while the batch that gave it runs. Read later, it throws <see cref="SliceExpiredException"/>; it never
/// shows bytes of another batch. The engine copies slices that it keeps (table keys, shuffles, collected results); code that
/// keeps one itself calls <see cref="Detach"/> or <see cref="ToString"/>.
/// </para>
/// <para>Equality is that of the bytes. Instances are immutable and may be read by many threads while valid.</para>
/// </remarks>
public readonly struct Utf8Slice : IEquatable<Utf8Slice>, IComparable<Utf8Slice>
{
    private readonly Utf8Block? _block;
    private readonly int _start;
    private readonly int _length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Utf8Slice(Utf8Block block, int start, int length)
    {
        _block = block;
        _start = start;
        _length = length;
    }

    /// <summary>The number of bytes.</summary>
    public int Length => _length;

    /// <summary>Whether there are no bytes.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The bytes.</summary>
    /// <exception cref="SliceExpiredException">The batch that gave this slice has ended.</exception>
    public ReadOnlySpan<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _block is null ? default : new ReadOnlySpan<byte>(_block.Bytes, _start, _length);
    }

    /// <summary>The bytes, and those behind the slice to the end of the array: to load whole vectors, not to be shown.</summary>
    internal ReadOnlySpan<byte> Readable
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _block is null ? default : _block.Bytes.AsSpan(_start);
    }

    /// <summary>The byte at a position.</summary>
    /// <param name="index">From 0 to <see cref="Length"/> - 1.</param>
    /// <exception cref="IndexOutOfRangeException"><paramref name="index"/> is outside the slice.</exception>
    /// <exception cref="SliceExpiredException">The batch that gave this slice has ended.</exception>
    public byte this[int index] => Span[index];

    /// <summary>Makes a slice that never expires from a string.</summary>
    /// <param name="text">The text; lone surrogates become U+FFFD.</param>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    public static Utf8Slice From(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Copy(System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Makes a slice that never expires from a copy of bytes.</summary>
    /// <param name="utf8">The bytes; they are not checked to be valid UTF-8.</param>
    public static Utf8Slice From(ReadOnlySpan<byte> utf8) => Copy(utf8.ToArray());

    /// <summary>Part of this slice over the same block.</summary>
    /// <param name="start">The first byte.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="start"/> is outside the slice.</exception>
    public Utf8Slice Slice(int start)
    {
        if ((uint)start > (uint)_length)
        {
            ThrowRange(nameof(start), start);
        }

        return new Utf8Slice(_block!, _start + start, _length - start);
    }

    /// <summary>Part of this slice over the same block.</summary>
    /// <param name="start">The first byte.</param>
    /// <param name="length">How many bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The part is not inside the slice.</exception>
    public Utf8Slice Slice(int start, int length)
    {
        if ((ulong)(uint)start + (uint)length > (uint)_length)
        {
            ThrowRange(nameof(length), length);
        }

        return new Utf8Slice(_block!, _start + start, length);
    }

    /// <summary>The position of the first such byte, or -1.</summary>
    /// <param name="value">The byte to look for.</param>
    public int IndexOf(byte value) => Span.IndexOf(value);

    /// <summary>The position of the first such run of bytes, or -1.</summary>
    /// <param name="value">The bytes to look for; an empty run is found at 0.</param>
    public int IndexOf(ReadOnlySpan<byte> value) => Span.IndexOf(value);

    /// <summary>Whether such a run of bytes occurs.</summary>
    /// <param name="value">The bytes to look for; an empty run always occurs.</param>
    public bool Contains(ReadOnlySpan<byte> value) => Span.IndexOf(value) >= 0;

    /// <summary>Whether the slice begins with these bytes.</summary>
    /// <param name="value">The bytes.</param>
    public bool StartsWith(ReadOnlySpan<byte> value) => Span.StartsWith(value);

    /// <summary>Whether the slice ends with these bytes.</summary>
    /// <param name="value">The bytes.</param>
    public bool EndsWith(ReadOnlySpan<byte> value) => Span.EndsWith(value);

    /// <summary>The slice without ASCII white space at either end.</summary>
    public Utf8Slice Trim()
    {
        Range range = System.Text.Ascii.Trim(Span);
        (int offset, int length) = range.GetOffsetAndLength(_length);
        return Slice(offset, length);
    }

    /// <summary>The parts between separators, as <see cref="string.Split(char, StringSplitOptions)"/> gives them: two
    /// neighbouring separators have an empty part between them.</summary>
    /// <param name="separator">The byte between parts.</param>
    /// <returns>A sequence for <c>foreach</c> that allocates nothing.</returns>
    public Utf8SplitEnumerator Split(byte separator) => new(this, separator);

    /// <summary>A copy that never expires.</summary>
    public Utf8Slice Detach() => Copy(Span.ToArray());

    /// <summary>The text as a string; invalid sequences become U+FFFD.</summary>
    public override string ToString() => System.Text.Encoding.UTF8.GetString(Span);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(Utf8Slice other) => _length == other._length && Span.SequenceEqual(other.Span);

    /// <summary>Whether the slice holds exactly these bytes.</summary>
    /// <param name="utf8">The bytes.</param>
    public bool Equals(ReadOnlySpan<byte> utf8) => Span.SequenceEqual(utf8);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Utf8Slice other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Compares byte by byte, which for valid UTF-8 is the order of code points.</summary>
    /// <param name="other">The slice to compare with.</param>
    public int CompareTo(Utf8Slice other) => Span.SequenceCompareTo(other.Span);

    /// <summary>Whether both hold the same bytes.</summary>
    public static bool operator ==(Utf8Slice left, Utf8Slice right) => left.Equals(right);

    /// <summary>Whether the bytes differ.</summary>
    public static bool operator !=(Utf8Slice left, Utf8Slice right) => !left.Equals(right);

    /// <summary>Whether <paramref name="left"/> sorts before <paramref name="right"/>.</summary>
    public static bool operator <(Utf8Slice left, Utf8Slice right) => left.CompareTo(right) < 0;

    /// <summary>Whether <paramref name="left"/> sorts before or with <paramref name="right"/>.</summary>
    public static bool operator <=(Utf8Slice left, Utf8Slice right) => left.CompareTo(right) <= 0;

    /// <summary>Whether <paramref name="left"/> sorts after <paramref name="right"/>.</summary>
    public static bool operator >(Utf8Slice left, Utf8Slice right) => left.CompareTo(right) > 0;

    /// <summary>Whether <paramref name="left"/> sorts after or with <paramref name="right"/>.</summary>
    public static bool operator >=(Utf8Slice left, Utf8Slice right) => left.CompareTo(right) >= 0;

    private static Utf8Slice Copy(byte[] bytes) =>
        bytes.Length == 0 ? default : new Utf8Slice(Utf8Block.Own(bytes), 0, bytes.Length);

    private static void ThrowRange(string name, int value) =>
        throw new ArgumentOutOfRangeException(name, value, "The part must lie inside the slice.");
}
