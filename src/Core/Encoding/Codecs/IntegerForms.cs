using System.Runtime.CompilerServices;
using System.Text;

namespace OrleansStream.Encoding;

/// <summary>The forms of the types that are written as whole numbers.</summary>
internal static class IntegerForms
{
    internal readonly struct Int16Form : IIntegerForm<short>
    {
        public static ShapeKind Kind => ShapeKind.Int16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong ToNumber(short value) => RecordWriter.ZigZag(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryFrom(ulong number, out short value)
        {
            long signed = RecordReader.UnZigZag(number);
            value = (short)signed;
            return value == signed;
        }
    }

    internal readonly struct UInt16Form : IIntegerForm<ushort>
    {
        public static ShapeKind Kind => ShapeKind.UInt16;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong ToNumber(ushort value) => value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryFrom(ulong number, out ushort value)
        {
            value = (ushort)number;
            return value == number;
        }
    }

    internal readonly struct Int32Form : IIntegerForm<int>
    {
        public static ShapeKind Kind => ShapeKind.Int32;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong ToNumber(int value) => RecordWriter.ZigZag(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryFrom(ulong number, out int value)
        {
            long signed = RecordReader.UnZigZag(number);
            value = (int)signed;
            return value == signed;
        }
    }

    internal readonly struct UInt32Form : IIntegerForm<uint>
    {
        public static ShapeKind Kind => ShapeKind.UInt32;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong ToNumber(uint value) => value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryFrom(ulong number, out uint value)
        {
            value = (uint)number;
            return value == number;
        }
    }

    internal readonly struct CharForm : IIntegerForm<char>
    {
        public static ShapeKind Kind => ShapeKind.Char;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong ToNumber(char value) => value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryFrom(ulong number, out char value)
        {
            value = (char)number;
            return value == number;
        }
    }

    internal readonly struct Int64Form : IIntegerForm<long>
    {
        public static ShapeKind Kind => ShapeKind.Int64;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong ToNumber(long value) => RecordWriter.ZigZag(value);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryFrom(ulong number, out long value)
        {
            value = RecordReader.UnZigZag(number);
            return true;
        }
    }

    internal readonly struct UInt64Form : IIntegerForm<ulong>
    {
        public static ShapeKind Kind => ShapeKind.UInt64;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong ToNumber(ulong value) => value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryFrom(ulong number, out ulong value)
        {
            value = number;
            return true;
        }
    }

    internal readonly struct RuneForm : IIntegerForm<Rune>
    {
        public static ShapeKind Kind => ShapeKind.Rune;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong ToNumber(Rune value) => (uint)value.Value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryFrom(ulong number, out Rune value)
        {
            bool valid = Rune.IsValid((uint)Math.Min(number, uint.MaxValue));
            value = valid ? new Rune((uint)number) : default;
            return valid;
        }
    }

    internal readonly struct DateOnlyForm : IIntegerForm<DateOnly>
    {
        public static ShapeKind Kind => ShapeKind.DateOnly;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong ToNumber(DateOnly value) => (uint)value.DayNumber;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryFrom(ulong number, out DateOnly value)
        {
            bool valid = number <= (uint)DateOnly.MaxValue.DayNumber;
            value = valid ? DateOnly.FromDayNumber((int)number) : default;
            return valid;
        }
    }

    internal readonly struct TimeOnlyForm : IIntegerForm<TimeOnly>
    {
        public static ShapeKind Kind => ShapeKind.TimeOnly;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong ToNumber(TimeOnly value) => (ulong)value.Ticks;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryFrom(ulong number, out TimeOnly value)
        {
            bool valid = number <= (ulong)TimeOnly.MaxValue.Ticks;
            value = valid ? new TimeOnly((long)number) : default;
            return valid;
        }
    }

    internal readonly struct TimeSpanForm : IIntegerForm<TimeSpan>
    {
        public static ShapeKind Kind => ShapeKind.TimeSpan;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong ToNumber(TimeSpan value) => RecordWriter.ZigZag(value.Ticks);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryFrom(ulong number, out TimeSpan value)
        {
            value = new TimeSpan(RecordReader.UnZigZag(number));
            return true;
        }
    }

    internal readonly struct BatchTimeForm : IIntegerForm<BatchTime>
    {
        public static ShapeKind Kind => ShapeKind.BatchTime;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong ToNumber(BatchTime value) => RecordWriter.ZigZag(value.Milliseconds);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryFrom(ulong number, out BatchTime value)
        {
            value = new BatchTime(RecordReader.UnZigZag(number));
            return true;
        }
    }

    /// <summary>An enumeration by its number; names are not stored, so that they may change.</summary>
    internal readonly struct EnumForm<TEnum, TNumber, TForm> : IIntegerForm<TEnum>
        where TEnum : struct, Enum
        where TNumber : struct
        where TForm : struct, IIntegerForm<TNumber>
    {
        public static ShapeKind Kind => ShapeKind.Enum;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong ToNumber(TEnum value) => TForm.ToNumber(Unsafe.BitCast<TEnum, TNumber>(value));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool TryFrom(ulong number, out TEnum value)
        {
            bool valid = TForm.TryFrom(number, out TNumber plain);
            value = Unsafe.BitCast<TNumber, TEnum>(plain);
            return valid;
        }
    }
}
