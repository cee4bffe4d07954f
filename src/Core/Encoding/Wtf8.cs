using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;
using System.Text.Unicode;

namespace OrleansStream.Encoding;

/// <summary>UTF-8 in which a lone surrogate is written as if it were a code point, so that every .NET string survives.</summary>
/// <remarks>The scheme is that of WTF-8 (Simon Sapin, "The WTF-8 encoding"): well-formed text is plain UTF-8.</remarks>
internal static class Wtf8
{
    private const int ShortLength = 32;
    private const ushort LastAscii = 0x7F;

    /// <summary>The most bytes that so many UTF-16 code units can take.</summary>
    internal static int MaxByteCount(int charCount) => checked(charCount * 3);

    /// <summary>Encodes text; <paramref name="output"/> has room for <see cref="MaxByteCount"/>.</summary>
    /// <returns>The bytes written.</returns>
    internal static int Encode(ReadOnlySpan<char> text, Span<byte> output) =>
        text.Length <= ShortLength && TryNarrow(text, output) ? text.Length : EncodeAny(text, output);

    /// <summary>Writes plain ASCII, a byte a character. For short text the general way costs more in getting started than in its work.</summary>
    /// <returns>False if the text is not plain ASCII; what was written is to be written over.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryNarrow(ReadOnlySpan<char> text, Span<byte> output)
    {
        const int Eight = 8;
        if (text.Length < Eight)
        {
            int all = 0;
            for (int i = 0; i < text.Length; i++)
            {
                all |= text[i];
                output[i] = (byte)text[i];
            }

            return all <= LastAscii;
        }

        // The last eight overlap with those before them.
        ReadOnlySpan<ushort> units = MemoryMarshal.Cast<char, ushort>(text);
        Vector128<ushort> union = Vector128<ushort>.Zero;
        for (int i = 0; ; i = Math.Min(i + Eight, text.Length - Eight))
        {
            var eight = Vector128.Create(units[i..]);
            union |= eight;
            Vector128.Narrow(eight, eight).GetLower().CopyTo(output[i..]);
            if (i == text.Length - Eight)
            {
                return Vector128.LessThanOrEqualAll(union, Vector128.Create(LastAscii));
            }
        }
    }

    private static int EncodeAny(ReadOnlySpan<char> text, Span<byte> output)
    {
        int written = 0;
        while (true)
        {
            OperationStatus status = Utf8.FromUtf16(text, output[written..], out int read, out int bytes, replaceInvalidSequences: false);
            written += bytes;
            if (status == OperationStatus.Done)
            {
                return written;
            }

            // A surrogate without its partner stands here: as three bytes, ED A0..BF 80..BF.
            char lone = text[read];
            output[written++] = (byte)(0xE0 | (lone >> 12));
            output[written++] = (byte)(0x80 | ((lone >> 6) & 0x3F));
            output[written++] = (byte)(0x80 | (lone & 0x3F));
            text = text[(read + 1)..];
        }
    }

    /// <summary>Decodes bytes.</summary>
    /// <returns>False if they are not of this form.</returns>
    internal static bool TryDecode(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out string? text)
    {
        if (Ascii.IsValid(bytes))
        {
            text = System.Text.Encoding.Latin1.GetString(bytes);
            return true;
        }

        char[] buffer = ArrayPool<char>.Shared.Rent(bytes.Length);
        int length = DecodeTo(bytes, buffer);
        text = length < 0 ? null : new string(buffer, 0, length);
        ArrayPool<char>.Shared.Return(buffer);
        return text is not null;
    }

    private static int DecodeTo(ReadOnlySpan<byte> bytes, Span<char> output)
    {
        int written = 0;
        while (true)
        {
            OperationStatus status = Utf8.ToUtf16(bytes, output[written..], out int read, out int chars, replaceInvalidSequences: false);
            written += chars;
            if (status == OperationStatus.Done)
            {
                return written;
            }

            bytes = bytes[read..];
            if (bytes.Length < 3 || bytes[0] != 0xED || bytes[1] is < 0xA0 or > 0xBF || bytes[2] is < 0x80 or > 0xBF)
            {
                return -1;
            }

            output[written++] = (char)(0xD000 | ((bytes[1] & 0x3F) << 6) | (bytes[2] & 0x3F));
            bytes = bytes[3..];
        }
    }
}
