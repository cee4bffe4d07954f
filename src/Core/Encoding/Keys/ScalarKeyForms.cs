using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace OrleansStream.Encoding;

/// <summary>The forms of the scalars that may be keys.</summary>
internal static class ScalarKeyForms
{
    internal readonly struct BooleanForm : IScalarKeyForm<bool>
    {
        public static int Size => 1;

        public static string Signature => "bool";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(bool value, out ulong low, out ulong high) => (low, high) = (value ? 1UL : 0, 0);
    }

    internal readonly struct SByteForm : IScalarKeyForm<sbyte>
    {
        public static int Size => 1;

        public static string Signature => "i8";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(sbyte value, out ulong low, out ulong high) => (low, high) = ((byte)value, 0);
    }

    internal readonly struct ByteForm : IScalarKeyForm<byte>
    {
        public static int Size => 1;

        public static string Signature => "u8";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(byte value, out ulong low, out ulong high) => (low, high) = (value, 0);
    }

    internal readonly struct Int16Form : IScalarKeyForm<short>
    {
        public static int Size => 2;

        public static string Signature => "i16";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(short value, out ulong low, out ulong high) => (low, high) = ((ushort)value, 0);
    }

    internal readonly struct UInt16Form : IScalarKeyForm<ushort>
    {
        public static int Size => 2;

        public static string Signature => "u16";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(ushort value, out ulong low, out ulong high) => (low, high) = (value, 0);
    }

    internal readonly struct CharForm : IScalarKeyForm<char>
    {
        public static int Size => 2;

        public static string Signature => "char";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(char value, out ulong low, out ulong high) => (low, high) = (value, 0);
    }

    internal readonly struct Int32Form : IScalarKeyForm<int>
    {
        public static int Size => 4;

        public static string Signature => "i32";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(int value, out ulong low, out ulong high) => (low, high) = ((uint)value, 0);
    }

    internal readonly struct UInt32Form : IScalarKeyForm<uint>
    {
        public static int Size => 4;

        public static string Signature => "u32";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(uint value, out ulong low, out ulong high) => (low, high) = (value, 0);
    }

    internal readonly struct RuneForm : IScalarKeyForm<Rune>
    {
        public static int Size => 4;

        public static string Signature => "rune";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(Rune value, out ulong low, out ulong high) => (low, high) = ((uint)value.Value, 0);
    }

    internal readonly struct Int64Form : IScalarKeyForm<long>
    {
        public static int Size => 8;

        public static string Signature => "i64";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(long value, out ulong low, out ulong high) => (low, high) = ((ulong)value, 0);
    }

    internal readonly struct UInt64Form : IScalarKeyForm<ulong>
    {
        public static int Size => 8;

        public static string Signature => "u64";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(ulong value, out ulong low, out ulong high) => (low, high) = (value, 0);
    }

    internal readonly struct HalfForm : IScalarKeyForm<Half>
    {
        public static int Size => 2;

        public static string Signature => "f16";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(Half value, out ulong low, out ulong high) => (low, high) = (Half.IsNaN(value) ? 0x7E00 : value == Half.Zero ? 0UL : BitConverter.HalfToUInt16Bits(value), 0);
    }

    internal readonly struct SingleForm : IScalarKeyForm<float>
    {
        public static int Size => 4;

        public static string Signature => "f32";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(float value, out ulong low, out ulong high) => (low, high) = (float.IsNaN(value) ? 0x7FC00000 : value == 0 ? 0UL : BitConverter.SingleToUInt32Bits(value), 0);
    }

    internal readonly struct DoubleForm : IScalarKeyForm<double>
    {
        public static int Size => 8;

        public static string Signature => "f64";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(double value, out ulong low, out ulong high) => (low, high) = (double.IsNaN(value) ? 0x7FF8000000000000 : value == 0 ? 0UL : BitConverter.DoubleToUInt64Bits(value), 0);
    }

    internal readonly struct DateTimeForm : IScalarKeyForm<DateTime>
    {
        public static int Size => 8;

        public static string Signature => "datetime";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(DateTime value, out ulong low, out ulong high) => (low, high) = ((ulong)value.Ticks, 0);
    }

    internal readonly struct DateTimeOffsetForm : IScalarKeyForm<DateTimeOffset>
    {
        public static int Size => 8;

        public static string Signature => "instant";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(DateTimeOffset value, out ulong low, out ulong high) => (low, high) = ((ulong)value.UtcTicks, 0);
    }

    internal readonly struct DateOnlyForm : IScalarKeyForm<DateOnly>
    {
        public static int Size => 4;

        public static string Signature => "date";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(DateOnly value, out ulong low, out ulong high) => (low, high) = ((uint)value.DayNumber, 0);
    }

    internal readonly struct TimeOnlyForm : IScalarKeyForm<TimeOnly>
    {
        public static int Size => 8;

        public static string Signature => "time";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(TimeOnly value, out ulong low, out ulong high) => (low, high) = ((ulong)value.Ticks, 0);
    }

    internal readonly struct TimeSpanForm : IScalarKeyForm<TimeSpan>
    {
        public static int Size => 8;

        public static string Signature => "duration";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(TimeSpan value, out ulong low, out ulong high) => (low, high) = ((ulong)value.Ticks, 0);
    }

    internal readonly struct BatchTimeForm : IScalarKeyForm<BatchTime>
    {
        public static int Size => 8;

        public static string Signature => "batchtime";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(BatchTime value, out ulong low, out ulong high) => (low, high) = ((ulong)value.Milliseconds, 0);
    }

    internal readonly struct Int128Form : IScalarKeyForm<Int128>
    {
        public static int Size => 16;

        public static string Signature => "i128";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(Int128 value, out ulong low, out ulong high) => (low, high) = ((ulong)value, (ulong)(value >> 64));
    }

    internal readonly struct UInt128Form : IScalarKeyForm<UInt128>
    {
        public static int Size => 16;

        public static string Signature => "u128";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(UInt128 value, out ulong low, out ulong high) => (low, high) = ((ulong)value, (ulong)(value >> 64));
    }

    internal readonly struct GuidForm : IScalarKeyForm<Guid>
    {
        public static int Size => 16;

        public static string Signature => "guid";

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(Guid value, out ulong low, out ulong high)
        {
            if (BitConverter.IsLittleEndian)
            {
                // In memory a Guid is what TryWriteBytes gives on such machines.
                UInt128 both = Unsafe.BitCast<Guid, UInt128>(value);
                (low, high) = ((ulong)both, (ulong)(both >> 64));
                return;
            }

            Span<byte> bytes = stackalloc byte[16];
            _ = value.TryWriteBytes(bytes);
            low = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            high = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        }
    }

    /// <summary>The mantissa (96 bits), the scale and the sign, after trailing zeros are gone; there is one zero.</summary>
    internal readonly struct DecimalForm : IScalarKeyForm<decimal>
    {
        public static int Size => 16;

        public static string Signature => "decimal";

        public static void Words(decimal value, out ulong low, out ulong high)
        {
            Span<int> bits = stackalloc int[4];
            _ = decimal.GetBits(value, bits);
            low = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
            uint top = (uint)bits[2];
            int scale = (bits[3] >> 16) & 0xFF;
            if (low == 0 && top == 0)
            {
                high = 0;
                return;
            }

            while (scale > 0 && top == 0)
            {
                (ulong quotient, ulong digit) = Math.DivRem(low, 10);
                if (digit != 0)
                {
                    break;
                }

                low = quotient;
                scale--;
            }

            if (top != 0)
            {
                StripLong(ref low, ref top, ref scale);
            }

            high = ((ulong)(uint)((bits[3] & int.MinValue) | (scale << 16)) << 32) | top;
        }

        private static void StripLong(ref ulong low, ref uint top, ref int scale)
        {
            UInt128 mantissa = new(top, low);
            while (scale > 0)
            {
                (UInt128 quotient, UInt128 digit) = UInt128.DivRem(mantissa, 10);
                if (digit != 0)
                {
                    break;
                }

                mantissa = quotient;
                scale--;
            }

            low = (ulong)mantissa;
            top = (uint)(mantissa >> 64);
        }
    }

    /// <summary>An enumeration by its number.</summary>
    internal readonly struct EnumForm<TEnum, TNumber, TForm> : IScalarKeyForm<TEnum>
        where TEnum : struct, Enum
        where TNumber : struct
        where TForm : struct, IScalarKeyForm<TNumber>
    {
        public static int Size => TForm.Size;

        public static string Signature => TForm.Signature;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Words(TEnum value, out ulong low, out ulong high) => TForm.Words(Unsafe.BitCast<TEnum, TNumber>(value), out low, out high);
    }
}
