using System.Buffers;

namespace OrleansStream.Formats;

/// <summary>Hadoop's numbers of variable length: one byte from -112 to 127, else a byte that says the sign and how many follow, the highest first.</summary>
internal static class VariableLength
{
    private const int Least = -112;
    private const int LeastNegative = -120;

    /// <summary>Reads the number at the start of bytes.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    internal static long Read(ReadOnlySpan<byte> bytes, out int consumed)
    {
        consumed = bytes.IsEmpty ? 1 : LengthOf(bytes[0]);
        if (bytes.Length < consumed)
        {
            throw new InvalidDataException("a number of variable length is cut short");
        }

        int first = (sbyte)bytes[0];
        if (first >= Least)
        {
            return first;
        }

        long value = 0;
        foreach (byte one in bytes[1..consumed])
        {
            value = (value << 8) | one;
        }

        return first < LeastNegative ? ~value : value;
    }

    /// <summary>How many bytes a number takes, told by its first.</summary>
    internal static int LengthOf(byte first) => (sbyte)first switch
    {
        >= Least => 1,
        < LeastNegative => LeastNegative - (sbyte)first + 1,
        _ => Least - (sbyte)first + 1,
    };

    internal static void Write(long value, IBufferWriter<byte> output)
    {
        if (value is >= Least and <= 127)
        {
            output.Write([(byte)value]);
            return;
        }

        ulong magnitude = (ulong)(value < 0 ? ~value : value);
        int length = (64 - System.Numerics.BitOperations.LeadingZeroCount(magnitude) + 7) / 8;
        Span<byte> bytes = output.GetSpan(length + 1);
        bytes[0] = (byte)((value < 0 ? LeastNegative : Least) - length);
        for (int i = length; i > 0; i--)
        {
            bytes[i] = (byte)magnitude;
            magnitude >>= 8;
        }

        output.Advance(length + 1);
    }
}
