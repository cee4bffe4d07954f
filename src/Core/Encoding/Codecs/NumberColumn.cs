using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace OrleansStream.Encoding;

/// <summary>A column of whole numbers: a byte that says how wide they are (1, 2, 4 or 8 bytes), then all of them in that width.</summary>
internal static class NumberColumn
{
    /// <summary>Writes numbers; nothing for none.</summary>
    internal static void Write<T, TForm>(scoped ReadOnlySpan<T> values, ref RecordWriter writer)
        where TForm : struct, IIntegerForm<T> =>
        Write<T, TForm>(Column<T>.Of(values), ref writer);

    // Loops over whole columns are compiled in full at once: a process that recovers a large state does so right after its start.
    /// <inheritdoc cref="Write{T, TForm}(ReadOnlySpan{T}, ref RecordWriter)"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Write<T, TForm>(scoped Column<T> values, ref RecordWriter writer)
        where TForm : struct, IIntegerForm<T>
    {
        if (values.Length == 0)
        {
            return;
        }

        ulong union = 0;
        for (int i = 0; i < values.Length; i++)
        {
            union |= TForm.ToNumber(values[i]);
        }

        int width = WidthOf(union);
        writer.WriteByte((byte)width);
        Span<byte> bytes = writer.Reserve(checked(values.Length * width));
        switch (width)
        {
            case 1:
                for (int i = 0; i < values.Length; i++)
                {
                    bytes[i] = (byte)TForm.ToNumber(values[i]);
                }

                break;
            case 2:
                for (int i = 0; i < values.Length; i++)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)TForm.ToNumber(values[i]));
                    bytes = bytes[2..];
                }

                break;
            case 4:
                for (int i = 0; i < values.Length; i++)
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)TForm.ToNumber(values[i]));
                    bytes = bytes[4..];
                }

                break;
            default:
                for (int i = 0; i < values.Length; i++)
                {
                    BinaryPrimitives.WriteUInt64LittleEndian(bytes, TForm.ToNumber(values[i]));
                    bytes = bytes[8..];
                }

                break;
        }

        writer.Advance(values.Length * width);
    }

    /// <summary>Reads as many numbers as there is room for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Read<T, TForm>(ref RecordReader reader, scoped Column<T> values)
        where TForm : struct, IIntegerForm<T>
    {
        if (values.Length == 0)
        {
            return;
        }

        int width = ReadWidth(ref reader);
        ReadOnlySpan<byte> bytes = Take(ref reader, values.Length, width);
        bool valid = true;
        switch (width)
        {
            case 1:
                for (int i = 0; i < values.Length; i++)
                {
                    valid &= TForm.TryFrom(bytes[i], out values[i]);
                }

                break;
            case 2:
                for (int i = 0; i < values.Length; i++)
                {
                    valid &= TForm.TryFrom(BinaryPrimitives.ReadUInt16LittleEndian(bytes), out values[i]);
                    bytes = bytes[2..];
                }

                break;
            case 4:
                for (int i = 0; i < values.Length; i++)
                {
                    valid &= TForm.TryFrom(BinaryPrimitives.ReadUInt32LittleEndian(bytes), out values[i]);
                    bytes = bytes[4..];
                }

                break;
            default:
                for (int i = 0; i < values.Length; i++)
                {
                    valid &= TForm.TryFrom(BinaryPrimitives.ReadUInt64LittleEndian(bytes), out values[i]);
                    bytes = bytes[8..];
                }

                break;
        }

        if (!valid)
        {
            reader.Fail($"A number in the column is outside the range of {TypeNames.Of(typeof(T))}.");
        }
    }

    /// <summary>Reads lengths or counts, each stored as itself plus one with 0 for null.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="count">How many.</param>
    /// <param name="total">Their sum, which is never more than the bytes that follow.</param>
    /// <returns>A rented array; -1 stands for null.</returns>
    internal static int[] RentLengths(ref RecordReader reader, int count, out int total)
    {
        int width = ReadWidth(ref reader);
        ReadOnlySpan<byte> bytes = Take(ref reader, count, width);
        int[] lengths = ArrayPool<int>.Shared.Rent(count);
        long sum = 0;
        long limit = reader.Remaining;
        for (int i = 0; i < count; i++)
        {
            ulong stored = NumberAt(bytes, i, width);
            sum += (long)Math.Min(stored, uint.MaxValue) - (stored == 0 ? 0 : 1);
            lengths[i] = (int)stored - 1;
            if (sum > limit)
            {
                ArrayPool<int>.Shared.Return(lengths);
                reader.Fail(FormattableString.Invariant($"The lengths in the column sum up to more than the {limit} bytes that follow."));
            }
        }

        total = (int)sum;
        return lengths;
    }

    /// <summary>Passes over a column.</summary>
    internal static void Skip(ref RecordReader reader, int count)
    {
        if (count > 0)
        {
            _ = Take(ref reader, count, ReadWidth(ref reader));
        }
    }

    private static int WidthOf(ulong union) => union <= byte.MaxValue ? 1 : union <= ushort.MaxValue ? 2 : union <= uint.MaxValue ? 4 : 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong NumberAt(ReadOnlySpan<byte> bytes, int index, int width) => width switch
    {
        1 => bytes[index],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(index * 2)..]),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes[(index * 4)..]),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes[(index * 8)..]),
    };

    private static int ReadWidth(ref RecordReader reader)
    {
        int width = reader.ReadByte();
        if (width is not (1 or 2 or 4 or 8))
        {
            reader.Fail(FormattableString.Invariant($"A column of numbers cannot be {width} bytes wide."));
        }

        return width;
    }

    private static ReadOnlySpan<byte> Take(ref RecordReader reader, int count, int width)
    {
        if ((long)count * width > reader.Remaining)
        {
            reader.Fail(FormattableString.Invariant($"A column of {count} numbers of {width} bytes does not fit into the {reader.Remaining} bytes that follow."));
        }

        return reader.ReadRaw(count * width);
    }
}
