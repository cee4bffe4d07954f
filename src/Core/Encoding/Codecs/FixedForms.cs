using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace OrleansStream.Encoding;

/// <summary>The forms of the types that are written as a fixed number of bytes.</summary>
internal static class FixedForms
{
    internal readonly struct BooleanForm : IFixedForm<bool>
    {
        public static ShapeKind Kind => ShapeKind.Boolean;

        public static int Size => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(bool value, Span<byte> bytes) => bytes[0] = value ? (byte)1 : (byte)0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryRead(ReadOnlySpan<byte> bytes, out bool value)
        {
            value = bytes[0] == 1;
            return bytes[0] <= 1;
        }
    }

    internal readonly struct SByteForm : IFixedForm<sbyte>
    {
        public static ShapeKind Kind => ShapeKind.SByte;

        public static int Size => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(sbyte value, Span<byte> bytes) => bytes[0] = (byte)value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryRead(ReadOnlySpan<byte> bytes, out sbyte value)
        {
            value = (sbyte)bytes[0];
            return true;
        }
    }

    internal readonly struct ByteForm : IFixedForm<byte>
    {
        public static ShapeKind Kind => ShapeKind.Byte;

        public static int Size => 1;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(byte value, Span<byte> bytes) => bytes[0] = value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryRead(ReadOnlySpan<byte> bytes, out byte value)
        {
            value = bytes[0];
            return true;
        }
    }

    internal readonly struct Int128Form : IFixedForm<Int128>
    {
        public static ShapeKind Kind => ShapeKind.Int128;

        public static int Size => 16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(Int128 value, Span<byte> bytes) => BinaryPrimitives.WriteInt128LittleEndian(bytes, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryRead(ReadOnlySpan<byte> bytes, out Int128 value)
        {
            value = BinaryPrimitives.ReadInt128LittleEndian(bytes);
            return true;
        }
    }

    internal readonly struct UInt128Form : IFixedForm<UInt128>
    {
        public static ShapeKind Kind => ShapeKind.UInt128;

        public static int Size => 16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(UInt128 value, Span<byte> bytes) => BinaryPrimitives.WriteUInt128LittleEndian(bytes, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryRead(ReadOnlySpan<byte> bytes, out UInt128 value)
        {
            value = BinaryPrimitives.ReadUInt128LittleEndian(bytes);
            return true;
        }
    }

    internal readonly struct HalfForm : IFixedForm<Half>
    {
        public static ShapeKind Kind => ShapeKind.Half;

        public static int Size => 2;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(Half value, Span<byte> bytes) => BinaryPrimitives.WriteHalfLittleEndian(bytes, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryRead(ReadOnlySpan<byte> bytes, out Half value)
        {
            value = BinaryPrimitives.ReadHalfLittleEndian(bytes);
            return true;
        }
    }

    internal readonly struct SingleForm : IFixedForm<float>
    {
        public static ShapeKind Kind => ShapeKind.Single;

        public static int Size => 4;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(float value, Span<byte> bytes) => BinaryPrimitives.WriteSingleLittleEndian(bytes, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryRead(ReadOnlySpan<byte> bytes, out float value)
        {
            value = BinaryPrimitives.ReadSingleLittleEndian(bytes);
            return true;
        }
    }

    internal readonly struct DoubleForm : IFixedForm<double>
    {
        public static ShapeKind Kind => ShapeKind.Double;

        public static int Size => 8;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(double value, Span<byte> bytes) => BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryRead(ReadOnlySpan<byte> bytes, out double value)
        {
            value = BinaryPrimitives.ReadDoubleLittleEndian(bytes);
            return true;
        }
    }

    internal readonly struct GuidForm : IFixedForm<Guid>
    {
        public static ShapeKind Kind => ShapeKind.Guid;

        public static int Size => 16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(Guid value, Span<byte> bytes) => value.TryWriteBytes(bytes);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryRead(ReadOnlySpan<byte> bytes, out Guid value)
        {
            value = new Guid(bytes[..16]);
            return true;
        }
    }

    /// <summary>Mantissa, scale and sign as they are: 1.0 and 1.00 differ.</summary>
    internal readonly struct DecimalForm : IFixedForm<decimal>
    {
        private const int ScaleAndSign = unchecked((int)0x80FF0000);

        public static ShapeKind Kind => ShapeKind.Decimal;

        public static int Size => 16;

        public static void Write(decimal value, Span<byte> bytes)
        {
            Span<int> parts = stackalloc int[4];
            _ = decimal.GetBits(value, parts);
            for (int i = 0; i < 4; i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes[(4 * i)..], parts[i]);
            }
        }

        public static bool TryRead(ReadOnlySpan<byte> bytes, out decimal value)
        {
            Span<int> parts = stackalloc int[4];
            for (int i = 0; i < 4; i++)
            {
                parts[i] = BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * i)..]);
            }

            bool valid = (parts[3] & ~ScaleAndSign) == 0 && ((parts[3] >> 16) & 0xFF) <= 28;
            value = valid ? new decimal(parts) : default;
            return valid;
        }
    }

    /// <summary>Ticks, with the kind in the two highest bits. The daylight-saving flag of ambiguous local times is not kept.</summary>
    internal readonly struct DateTimeForm : IFixedForm<DateTime>
    {
        private const ulong TicksMask = (1UL << 62) - 1;

        public static ShapeKind Kind => ShapeKind.DateTime;

        public static int Size => 8;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(DateTime value, Span<byte> bytes) =>
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)value.Ticks | ((ulong)value.Kind << 62));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryRead(ReadOnlySpan<byte> bytes, out DateTime value)
        {
            ulong data = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            ulong ticks = data & TicksMask;
            bool valid = ticks <= (ulong)DateTime.MaxValue.Ticks && data >> 62 <= (ulong)DateTimeKind.Local;
            value = valid ? new DateTime((long)ticks, (DateTimeKind)(data >> 62)) : default;
            return valid;
        }
    }

    /// <summary>Ticks of the clock time (eight bytes) and the offset in minutes (two).</summary>
    internal readonly struct DateTimeOffsetForm : IFixedForm<DateTimeOffset>
    {
        private const int MaxOffset = 14 * 60;

        public static ShapeKind Kind => ShapeKind.DateTimeOffset;

        public static int Size => 10;

        public static void Write(DateTimeOffset value, Span<byte> bytes)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes, value.Ticks);
            BinaryPrimitives.WriteInt16LittleEndian(bytes[8..], (short)value.TotalOffsetMinutes);
        }

        public static bool TryRead(ReadOnlySpan<byte> bytes, out DateTimeOffset value)
        {
            long ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes);
            short minutes = BinaryPrimitives.ReadInt16LittleEndian(bytes[8..]);
            long utc = ticks - (minutes * TimeSpan.TicksPerMinute);
            bool valid = minutes is >= -MaxOffset and <= MaxOffset
                && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks && utc >= 0 && utc <= DateTime.MaxValue.Ticks;
            value = valid ? new DateTimeOffset(ticks, TimeSpan.FromMinutes(minutes)) : default;
            return valid;
        }
    }

    /// <summary>An enumeration over one byte.</summary>
    internal readonly struct EnumForm<TEnum, TNumber, TForm> : IFixedForm<TEnum>
        where TEnum : struct, Enum
        where TNumber : struct
        where TForm : struct, IFixedForm<TNumber>
    {
        public static ShapeKind Kind => ShapeKind.Enum;

        public static int Size => TForm.Size;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Write(TEnum value, Span<byte> bytes) => TForm.Write(Unsafe.BitCast<TEnum, TNumber>(value), bytes);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryRead(ReadOnlySpan<byte> bytes, out TEnum value)
        {
            bool valid = TForm.TryRead(bytes, out TNumber plain);
            value = Unsafe.BitCast<TNumber, TEnum>(plain);
            return valid;
        }
    }
}
