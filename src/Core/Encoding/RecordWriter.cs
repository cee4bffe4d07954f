using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace OrleansStream.Encoding;

/// <summary>Writes the primitives of the encoding to a buffer writer. Call <see cref="Flush"/> at the end.</summary>
/// <remarks>
/// Whole numbers are written seven bits a byte, low bits first (signed ones with the sign in the lowest bit: the scheme of
/// Protocol Buffers' varint and zigzag); everything else is little-endian. A value type that is not thread-safe.
/// </remarks>
public ref struct RecordWriter
{
    private const int Chunk = 512;
    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _used;

    /// <summary>Starts writing.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    public RecordWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
    }

    /// <summary>How many recursive values enclose the present one; the root is 0.</summary>
    internal int Depth { get; set; }

    /// <summary>Hands the written bytes to the output. Writing may go on afterwards.</summary>
    public void Flush()
    {
        if (_used > 0)
        {
            _output.Advance(_used);
        }

        _span = default;
        _used = 0;
    }

    /// <summary>Writes one byte.</summary>
    /// <param name="value">The byte.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteByte(byte value)
    {
        Reserve(1)[0] = value;
        _used++;
    }

    /// <summary>Writes 1 for true and 0 for false.</summary>
    /// <param name="value">The value.</param>
    public void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    /// <summary>Writes a non-negative number in one to ten bytes; small ones are short.</summary>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteUInt64(ulong value)
    {
        Span<byte> span = Reserve(10);
        if (value < 0x80)
        {
            span[0] = (byte)value;
            _used++;
            return;
        }

        _used += WriteVarint(span, value);
    }

    /// <summary>Writes a number in one to ten bytes; those near zero are short.</summary>
    /// <param name="value">The number.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void WriteInt64(long value) => WriteUInt64(ZigZag(value));

    /// <summary>Writes a number in eight bytes, little-endian.</summary>
    /// <param name="value">The number.</param>
    public void WriteFixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);
        _used += 8;
    }

    /// <summary>Writes a number in eight bytes as IEEE 754 has it; each NaN keeps its bits.</summary>
    /// <param name="value">The number.</param>
    public void WriteDouble(double value) => WriteFixed64(BitConverter.DoubleToUInt64Bits(value));

    /// <summary>Writes bytes as they are, without their length.</summary>
    /// <param name="bytes">The bytes.</param>
    public void WriteRaw(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        _used += bytes.Length;
    }

    /// <summary>Writes bytes after their length.</summary>
    /// <param name="bytes">The bytes.</param>
    public void WriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        WriteUInt64((ulong)bytes.Length + 1);
        WriteRaw(bytes);
    }

    /// <summary>Writes text as UTF-8 after its length. Lone surrogates survive; null differs from empty.</summary>
    /// <param name="text">The text, or null.</param>
    public void WriteString(string? text)
    {
        if (text is null)
        {
            WriteByte(0);
            return;
        }

        int most = Wtf8.MaxByteCount(text.Length);
        int prefix = VarintLength((ulong)most + 1);
        Span<byte> span = Reserve(prefix + most);
        int length = Wtf8.Encode(text, span[prefix..]);
        int actual = VarintLength((ulong)length + 1);
        if (actual < prefix)
        {
            span.Slice(prefix, length).CopyTo(span[actual..]);
        }

        WriteVarint(span, (ulong)length + 1);
        _used += actual + length;
    }

    /// <summary>Room for at least <paramref name="size"/> bytes at the present place; <see cref="Advance"/> keeps them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Span<byte> Reserve(int size)
    {
        if (_span.Length - _used < size)
        {
            Grow(size);
        }

        return _span[_used..];
    }

    /// <summary>Keeps bytes that were put into what <see cref="Reserve"/> gave.</summary>
    internal void Advance(int count) => _used += count;

    internal static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    internal static int VarintLength(ulong value) => ((int)ulong.Log2(value | 1) / 7) + 1;

    private static int WriteVarint(Span<byte> span, ulong value)
    {
        int at = 0;
        while (value >= 0x80)
        {
            span[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[at++] = (byte)value;
        return at;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int size)
    {
        Flush();
        _span = _output.GetSpan(Math.Max(size, Chunk));
    }
}
