using System.Numerics;
using System.Text;

namespace OrleansStream.Encoding;

/// <summary>The codecs of the platform's own types.</summary>
internal static class BuiltInCodecs
{
    private static readonly Dictionary<Type, Func<TypeShape, object>> Makers = new()
    {
        [typeof(bool)] = Fixed<bool, FixedForms.BooleanForm>(),
        [typeof(sbyte)] = Fixed<sbyte, FixedForms.SByteForm>(),
        [typeof(byte)] = Fixed<byte, FixedForms.ByteForm>(),
        [typeof(Int128)] = Fixed<Int128, FixedForms.Int128Form>(),
        [typeof(UInt128)] = Fixed<UInt128, FixedForms.UInt128Form>(),
        [typeof(Half)] = Fixed<Half, FixedForms.HalfForm>(),
        [typeof(float)] = Fixed<float, FixedForms.SingleForm>(),
        [typeof(double)] = Fixed<double, FixedForms.DoubleForm>(),
        [typeof(decimal)] = Fixed<decimal, FixedForms.DecimalForm>(),
        [typeof(Guid)] = Fixed<Guid, FixedForms.GuidForm>(),
        [typeof(DateTime)] = Fixed<DateTime, FixedForms.DateTimeForm>(),
        [typeof(DateTimeOffset)] = Fixed<DateTimeOffset, FixedForms.DateTimeOffsetForm>(),
        [typeof(short)] = Number<short, IntegerForms.Int16Form>(),
        [typeof(ushort)] = Number<ushort, IntegerForms.UInt16Form>(),
        [typeof(int)] = Number<int, IntegerForms.Int32Form>(),
        [typeof(uint)] = Number<uint, IntegerForms.UInt32Form>(),
        [typeof(long)] = Number<long, IntegerForms.Int64Form>(),
        [typeof(ulong)] = Number<ulong, IntegerForms.UInt64Form>(),
        [typeof(char)] = Number<char, IntegerForms.CharForm>(),
        [typeof(Rune)] = Number<Rune, IntegerForms.RuneForm>(),
        [typeof(DateOnly)] = Number<DateOnly, IntegerForms.DateOnlyForm>(),
        [typeof(TimeOnly)] = Number<TimeOnly, IntegerForms.TimeOnlyForm>(),
        [typeof(TimeSpan)] = Number<TimeSpan, IntegerForms.TimeSpanForm>(),
        [typeof(BatchTime)] = Number<BatchTime, IntegerForms.BatchTimeForm>(),
        [typeof(string)] = shape => new StringCodec(shape.Fill(ShapeKind.String, "string")),
        [typeof(Utf8Slice)] = shape => new Utf8SliceCodec(shape.Fill(ShapeKind.Utf8, nameof(Utf8Slice))),
        [typeof(BigInteger)] = shape => new BigIntegerCodec(shape.Fill(ShapeKind.BigInteger, nameof(BigInteger))),
        [typeof(byte[])] = shape => new BlobCodec<byte[]>(shape.Fill(ShapeKind.Bytes, "bytes"), static value => value, static bytes => bytes),
        [typeof(ReadOnlyMemory<byte>)] = shape => new BlobCodec<ReadOnlyMemory<byte>>(shape.Fill(ShapeKind.Bytes, "bytes"), static value => value, static bytes => bytes),
        [typeof(Memory<byte>)] = shape => new BlobCodec<Memory<byte>>(shape.Fill(ShapeKind.Bytes, "bytes"), static value => value, static bytes => bytes),
        [typeof(Version)] = shape => new TextualCodec<Version>(
            shape.Fill(ShapeKind.Version, nameof(Version)),
            static value => value.ToString(),
            static text => Version.TryParse(text, out Version? value) ? value : null),
        [typeof(Uri)] = shape => new TextualCodec<Uri>(
            shape.Fill(ShapeKind.Uri, nameof(Uri)),
            static value => value.OriginalString,
            static text => Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? value) ? value : null),
    };

    /// <summary>The codec of a type, or null if it is not one of these. Fills in the shape.</summary>
    internal static object? TryMake(Type type, TypeShape shape) => Makers.GetValueOrDefault(type)?.Invoke(shape);

    /// <summary>The codec of an enumeration whose underlying type is <typeparamref name="TNumber"/>.</summary>
    internal static object MakeEnum<TEnum, TNumber>(TypeShape shape)
        where TEnum : struct, Enum
        where TNumber : struct
    {
        Type form = Makers[typeof(TNumber)](new TypeShape()).GetType();
        Type generic = form.GetGenericTypeDefinition();
        Type numberForm = form.GetGenericArguments()[1];
        Type enumForm = generic == typeof(FixedCodec<,>) ? typeof(FixedForms.EnumForm<,,>) : typeof(IntegerForms.EnumForm<,,>);
        Type codec = generic.MakeGenericType(typeof(TEnum), enumForm.MakeGenericType(typeof(TEnum), typeof(TNumber), numberForm));
        TypeShape number = new();
        _ = Makers[typeof(TNumber)](number);
        return Activator.CreateInstance(codec, shape.Fill(ShapeKind.Enum, TypeNames.Of(typeof(TEnum)), element: number))!;
    }

    private static Func<TypeShape, object> Fixed<T, TForm>()
        where TForm : struct, IFixedForm<T> =>
        static shape => new FixedCodec<T, TForm>(shape.Fill(TForm.Kind, TypeNames.Of(typeof(T))));

    private static Func<TypeShape, object> Number<T, TForm>()
        where TForm : struct, IIntegerForm<T> =>
        static shape => new IntegerCodec<T, TForm>(shape.Fill(TForm.Kind, TypeNames.Of(typeof(T))));
}
