using System.Collections;
using System.Numerics;
using System.Reflection;
using System.Text;

namespace OrleansStream.Core.Tests.Encoding;

/// <summary>Makes random values of types by reflection, extremes more often than chance would. Deterministic for a seed.</summary>
internal sealed class RandomValues(int seed)
{
    private readonly Random _random = new(seed);

    public T[] Many<T>(int count) => [.. Enumerable.Range(0, count).Select(_ => Next<T>())];

    public T Next<T>() => (T)Next(typeof(T), 0)!;

    private object? Next(Type type, int depth)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Chance(3) ? null : Next(underlying, depth);
        }

        if (!type.IsValueType && (Chance(6) || depth > 5))
        {
            return type == typeof(string) ? string.Empty : null;
        }

        return Scalar(type) ?? Composite(type, depth);
    }

    private object? Composite(Type type, int depth)
    {
        if (type.IsEnum)
        {
            return Enum.ToObject(type, Next(type.GetEnumUnderlyingType(), depth)!);
        }

        if (type.IsArray)
        {
            return Elements(type.GetElementType()!, depth);
        }

        Type[] arguments = type.GetGenericArguments();
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Option<>))
        {
            return Chance(3)
                ? Activator.CreateInstance(type)
                : type.GetMethod(nameof(Option<int>.Some), BindingFlags.Static | BindingFlags.Public)!.Invoke(null, [Next(arguments[0], depth)]);
        }

        if (type.IsAssignableTo(typeof(IDictionary)))
        {
            IDictionary map = (IDictionary)Activator.CreateInstance(type)!;
            for (int i = _random.Next(4); i > 0; i--)
            {
                map[Next(arguments[0], 0) ?? string.Empty] = Next(arguments[1], depth + 1);
            }

            return map;
        }

        if (type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)))
        {
            return Activator.CreateInstance(type, Elements(arguments[0], depth));
        }

        if (type == typeof(Figure))
        {
            return Chance(2) ? Next(typeof(Circle), depth) : Next(typeof(Square), depth);
        }

        ConstructorInfo? constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).FirstOrDefault();
        object made = constructor is null
            ? Activator.CreateInstance(type)!
            : constructor.Invoke([.. constructor.GetParameters().Select(p => Next(p.ParameterType, depth + 1))]);
        foreach (PropertyInfo property in type.GetProperties().Where(p => p.CanWrite))
        {
            property.SetValue(made, Next(property.PropertyType, depth + 1));
        }

        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public))
        {
            if (!field.IsInitOnly)
            {
                field.SetValue(made, Next(field.FieldType, depth + 1));
            }
        }

        return made;
    }

    private object? Scalar(Type type) => type == typeof(bool) ? Chance(2)
        : type == typeof(sbyte) ? Integer<sbyte>()
        : type == typeof(byte) ? Integer<byte>()
        : type == typeof(short) ? Integer<short>()
        : type == typeof(ushort) ? Integer<ushort>()
        : type == typeof(int) ? Integer<int>()
        : type == typeof(uint) ? Integer<uint>()
        : type == typeof(long) ? Integer<long>()
        : type == typeof(ulong) ? Integer<ulong>()
        : type == typeof(Int128) ? Integer<Int128>()
        : type == typeof(UInt128) ? Integer<UInt128>()
        : type == typeof(char) ? (char)_random.Next(0x10000)
        : type == typeof(Half) ? (Half)Floating()
        : type == typeof(float) ? (float)Floating()
        : type == typeof(double) ? Floating()
        : type == typeof(decimal) ? new decimal(_random.Next(), _random.Next(), _random.Next(), Chance(2), (byte)_random.Next(29))
        : type == typeof(string) ? Text()
        : type == typeof(Utf8Slice) ? Utf8Slice.From(System.Text.Encoding.UTF8.GetBytes(Text()))
        : type == typeof(byte[]) ? Bytes(_random.Next(20))
        : type == typeof(Guid) ? new Guid(Bytes(16))
        : type == typeof(DateTime) ? new DateTime(_random.NextInt64(DateTime.MaxValue.Ticks + 1), (DateTimeKind)_random.Next(3))
        : type == typeof(DateTimeOffset) ? new DateTimeOffset(
            _random.NextInt64(TimeSpan.TicksPerDay, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay), TimeSpan.FromMinutes(_random.Next(-840, 841)))
        : type == typeof(DateOnly) ? DateOnly.FromDayNumber(_random.Next(DateOnly.MaxValue.DayNumber + 1))
        : type == typeof(TimeOnly) ? new TimeOnly(_random.NextInt64(TimeOnly.MaxValue.Ticks + 1))
        : type == typeof(TimeSpan) ? new TimeSpan(Integer<long>())
        : type == typeof(BatchTime) ? new BatchTime(Integer<long>())
        : type == typeof(Rune) ? new Rune(_random.Next(0xD800))
        : type == typeof(BigInteger) ? new BigInteger(Bytes(_random.Next(30)))
        : type == typeof(Version) ? new Version(_random.Next(), _random.Next(), _random.Next())
        : type == typeof(Uri) ? new Uri(FormattableString.Invariant($"https://example.org/{_random.Next()}?q=%20"))
        : null;

    private Array Elements(Type element, int depth)
    {
        Array array = Array.CreateInstance(element, depth > 3 ? 0 : _random.Next(4));
        for (int i = 0; i < array.Length; i++)
        {
            array.SetValue(Next(element, depth + 1), i);
        }

        return array;
    }

    private T Integer<T>()
        where T : IBinaryInteger<T>, IMinMaxValue<T> => _random.Next(6) switch
        {
            0 => T.MinValue,
            1 => T.MaxValue,
            2 => T.Zero,
            3 => T.CreateTruncating(_random.Next(-300, 300)),
            _ => T.CreateTruncating(_random.NextInt64(long.MinValue, long.MaxValue)),
        };

    private double Floating() => _random.Next(8) switch
    {
        0 => double.NaN,
        1 => -0.0,
        2 => double.PositiveInfinity,
        3 => double.Epsilon,
        _ => (_random.NextDouble() - 0.5) * Math.Pow(10, _random.Next(-10, 10)),
    };

    private string Text()
    {
        int length = Chance(10) ? _random.Next(300) : _random.Next(12);
        bool ascii = Chance(2);

        // Any code unit, so that lone surrogates occur.
        return string.Create(length, 0, (span, _) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = (char)(ascii ? _random.Next(0x80) : Chance(3) ? _random.Next(0xD800, 0xE000) : _random.Next(0x10000));
            }
        });
    }

    private byte[] Bytes(int length)
    {
        byte[] bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private bool Chance(int oneIn) => _random.Next(oneIn) == 0;
}
