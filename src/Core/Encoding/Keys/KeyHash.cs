using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OrleansStream.Encoding;

/// <summary>The 64-bit hash of key bytes: the same in every process, on every machine, for good.</summary>
/// <remarks>
/// <para>
/// A multiply-and-fold hash after the construction of wyhash (Wang Yi, public domain, final version 4): input words are mixed
/// in by 64×64→128-bit products whose halves are xored; up to sixteen bytes take two products. Its constants are the
/// fractional parts of the square roots of 3, 5, 7 and 11. It is not meant to withstand chosen keys.
/// </para>
/// <para>Words are read little-endian, whatever the machine. The result may be cut anywhere: all bits are mixed.</para>
/// </remarks>
public static class KeyHash
{
    /// <summary>The most bytes that are hashed as two words.</summary>
    internal const int ShortLength = 16;

    private const ulong C0 = 0xBB67AE8584CAA73B;
    private const ulong C1 = 0x3C6EF372FE94F82B;
    private const ulong C2 = 0xA54FF53A5F1D36F1;
    private const ulong C3 = 0x510E527FADE682D1;

    // For each length, which byte goes where in the two words; 255 for none.
    private static readonly byte[] Choices = [.. Enumerable.Range(0, ShortLength + 1).SelectMany(ChoiceFor)];

    /// <summary>The hash of bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > ShortLength)
        {
            return Long(ref MemoryMarshal.GetReference(bytes), (uint)bytes.Length);
        }

        ShortWords(bytes, out ulong first, out ulong second);
        return OfShort(first, second, bytes.Length);
    }

    /// <summary>The hash of the eight bytes of a number, low byte first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Of8(ulong value) => Finish(ulong.RotateLeft(value, 32), value, 8);

    /// <summary>The hash of the four bytes of a number, low byte first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Of4(uint value)
    {
        ulong twice = ((ulong)value << 32) | value;
        return Finish(twice, twice, 4);
    }

    /// <summary>The hash of sixteen bytes, given as two numbers, low bytes first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong Of16(ulong low, ulong high) =>
        Finish((low << 32) | (high & uint.MaxValue), (high & 0xFFFFFFFF00000000) | (low >> 32), 16);

    /// <summary>At most <see cref="ShortLength"/> bytes as two words, which with the length tell any two runs of bytes apart.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ShortWords(ReadOnlySpan<byte> bytes, out ulong first, out ulong second)
    {
        // From 4 bytes on, the first word has bytes 0..3 and 8..11, the second the last four and those four to eight before the end:
        // the four reads cover all bytes, without a loop.
        ref byte start = ref MemoryMarshal.GetReference(bytes);
        nuint length = (uint)bytes.Length;
        if (length >= 4)
        {
            nuint step = (length >> 3) << 2;
            first = ((ulong)Read4(ref start, 0) << 32) | Read4(ref start, step);
            second = ((ulong)Read4(ref start, length - 4) << 32) | Read4(ref start, length - 4 - step);
        }
        else
        {
            first = length == 0 ? 0 : ((ulong)start << 16) | ((ulong)Unsafe.Add(ref start, length >> 1) << 8) | Unsafe.Add(ref start, length - 1);
            second = 0;
        }
    }

    /// <summary>The same words, made without a branch on the length where sixteen bytes may be read.</summary>
    /// <param name="readable">The bytes, and whatever lies behind them.</param>
    /// <param name="length">How many of them count; at most <see cref="ShortLength"/>.</param>
    /// <param name="first">The first word.</param>
    /// <param name="second">The second word.</param>
    /// <remarks>Lengths of words of text cannot be foretold. The words are a choice of the bytes, so one shuffle makes them.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ShortWords(ReadOnlySpan<byte> readable, int length, out ulong first, out ulong second)
    {
        if (Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian && readable.Length >= ShortLength)
        {
            Vector128<byte> choice = Vector128.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(Choices), (nuint)(uint)length * ShortLength);
            Vector128<ulong> words = Vector128.ShuffleNative(Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(readable)), choice).AsUInt64();
            first = words.ToScalar();
            second = words.GetElement(1);
        }
        else
        {
            ShortWords(readable[..length], out first, out second);
        }
    }

    /// <summary>The hash of the bytes that <see cref="ShortWords(ReadOnlySpan{byte}, out ulong, out ulong)"/> made these words of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ulong OfShort(ulong first, ulong second, int length) => Finish(first, second, (uint)length);

    private static byte[] ChoiceFor(int length)
    {
        byte[] choice = new byte[ShortLength];
        Array.Fill(choice, byte.MaxValue);
        if (length >= 4)
        {
            int step = (length >> 3) << 2;
            int[] starts = [step, 0, length - 4 - step, length - 4];
            for (int i = 0; i < choice.Length; i++)
            {
                choice[i] = (byte)(starts[i / 4] + (i % 4));
            }
        }
        else if (length > 0)
        {
            (choice[0], choice[1], choice[2]) = ((byte)(length - 1), (byte)(length >> 1), 0);
        }

        return choice;
    }

    private static ulong Long(ref byte start, uint length)
    {
        ulong state = C0;
        nuint at = 0;
        nuint left = length;
        if (left > 48)
        {
            ulong second = C0;
            ulong third = C0;
            do
            {
                state = Fold(Read8(ref start, at) ^ C1, Read8(ref start, at + 8) ^ state);
                second = Fold(Read8(ref start, at + 16) ^ C2, Read8(ref start, at + 24) ^ second);
                third = Fold(Read8(ref start, at + 32) ^ C3, Read8(ref start, at + 40) ^ third);
                at += 48;
                left -= 48;
            }
            while (left > 48);
            state ^= second ^ third;
        }

        while (left > 16)
        {
            state = Fold(Read8(ref start, at) ^ C1, Read8(ref start, at + 8) ^ state);
            at += 16;
            left -= 16;
        }

        // The last sixteen bytes, which may overlap those already mixed.
        ulong a = Read8(ref start, at + left - 16);
        ulong b = Read8(ref start, at + left - 8);
        ulong high = Math.BigMul(a ^ C1, b ^ state, out ulong low);
        return Fold(low ^ C0 ^ length, high ^ C1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Finish(ulong a, ulong b, uint length)
    {
        ulong high = Math.BigMul(a ^ C1, b ^ C0, out ulong low);
        return Fold(low ^ C0 ^ length, high ^ C1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong a, ulong b)
    {
        ulong high = Math.BigMul(a, b, out ulong low);
        return high ^ low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Read4(ref byte start, nuint offset)
    {
        uint value = Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, offset));
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Read8(ref byte start, nuint offset)
    {
        ulong value = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, offset));
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }
}
