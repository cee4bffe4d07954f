using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace OrleansStream.Encoding;

/// <summary>Reads what <see cref="RecordWriter"/> wrote. Every method checks that its bytes are there.</summary>
public ref struct RecordReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    /// <summary>Starts reading.</summary>
    /// <param name="bytes">The encoded bytes.</param>
    public RecordReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Starts reading; text slices are copied into <paramref name="arena"/> instead of arrays of their own.</summary>
    internal RecordReader(ReadOnlySpan<byte> bytes, KeyArena? arena)
    {
        _bytes = bytes;
        Arena = arena;
    }

    /// <summary>Bytes read so far.</summary>
    public readonly int Position => _position;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Where decoded text slices live; null means in arrays of their own.</summary>
    internal KeyArena? Arena { get; }

    /// <summary>How many recursive values enclose the present one; the root is 0.</summary>
    internal int Depth { get; set; }

    /// <summary>Reads one byte.</summary>
    /// <exception cref="CodecException">The input has ended.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte()
    {
        if ((uint)_position >= (uint)_bytes.Length)
        {
            Ended(1);
        }

        return _bytes[_position++];
    }

    /// <summary>Reads a byte that is 0 or 1.</summary>
    /// <exception cref="CodecException">The input has ended, or the byte is neither.</exception>
    public bool ReadBoolean()
    {
        byte value = ReadByte();
        if (value > 1)
        {
            Fail("A flag must be 0 or 1.");
        }

        return value != 0;
    }

    /// <summary>Reads a number of one to ten bytes.</summary>
    /// <exception cref="CodecException">The input has ended, or the number has more than 64 bits.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadUInt64()
    {
        byte first = ReadByte();
        return first < 0x80 ? first : ReadRest(first);
    }

    /// <summary>Reads a signed number of one to ten bytes.</summary>
    /// <exception cref="CodecException">The input has ended, or the number has more than 64 bits.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long ReadInt64() => UnZigZag(ReadUInt64());

    /// <summary>Reads a number of eight bytes.</summary>
    /// <exception cref="CodecException">The input has ended.</exception>
    public ulong ReadFixed64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadRaw(8));

    /// <summary>Reads a floating-point number of eight bytes.</summary>
    /// <exception cref="CodecException">The input has ended.</exception>
    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadFixed64());

    /// <summary>Reads bytes whose number is known. The result is a view of the input.</summary>
    /// <param name="length">How many.</param>
    /// <exception cref="CodecException">The input has fewer.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> ReadRaw(int length)
    {
        if ((uint)length > (uint)(_bytes.Length - _position))
        {
            Ended(length);
        }

        ReadOnlySpan<byte> raw = _bytes.Slice(_position, length);
        _position += length;
        return raw;
    }

    /// <summary>Reads bytes after their length. The result is a view of the input.</summary>
    /// <exception cref="CodecException">The input is shorter than the length says, or holds null.</exception>
    public ReadOnlySpan<byte> ReadBytes()
    {
        if (!TryReadBytes(out ReadOnlySpan<byte> bytes))
        {
            Fail("Bytes were expected where null is.");
        }

        return bytes;
    }

    /// <summary>Reads text.</summary>
    /// <returns>The text; null if null was written.</returns>
    /// <exception cref="CodecException">The input is shorter than the length says, or not UTF-8.</exception>
    public string? ReadString() => TryReadBytes(out ReadOnlySpan<byte> bytes) ? DecodeString(bytes) : null;

    /// <summary>Throws for the present place.</summary>
    /// <param name="message">What is wrong with the input there.</param>
    /// <exception cref="CodecException">Always.</exception>
    [DoesNotReturn]
    public readonly void Fail(string message) => throw new CodecException(message, _position);

    /// <summary>Reads a number of following items. Every item takes at least a byte, so a forged count cannot ask for more than the input has.</summary>
    /// <returns>The count; -1 for null.</returns>
    internal int ReadCount()
    {
        ulong count = ReadUInt64();
        if (count > (ulong)Remaining + 1)
        {
            Fail(FormattableString.Invariant($"A count of {count - 1} is more than the {Remaining} bytes that follow."));
        }

        return (int)count - 1;
    }

    /// <summary>Reads bytes after their length.</summary>
    /// <returns>False for null.</returns>
    internal bool TryReadBytes(out ReadOnlySpan<byte> bytes)
    {
        int length = ReadCount();
        bytes = length < 0 ? default : ReadRaw(length);
        return length >= 0;
    }

    /// <summary>Makes a string of encoded text.</summary>
    internal readonly string DecodeString(ReadOnlySpan<byte> utf8)
    {
        if (!Wtf8.TryDecode(utf8, out string? text))
        {
            Fail("Text is not UTF-8.");
        }

        return text;
    }

    internal static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong ReadRest(byte first)
    {
        ulong value = first & 0x7FUL;
        for (int shift = 7; shift < 64; shift += 7)
        {
            byte next = ReadByte();
            if (shift == 63 && next > 1)
            {
                Fail("A number has more than 64 bits.");
            }

            value |= (next & 0x7FUL) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        Fail("A number has more than 64 bits.");
        return 0;
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void Ended(int needed) =>
        Fail(FormattableString.Invariant($"The input ends {needed - Remaining} bytes too early."));
}
