using System.Numerics;
using System.Text;
using static OrleansStream.Encoding.ScalarKeyForms;

namespace OrleansStream.Encoding;

/// <summary>The identities of the platform's own types. They hold nothing of a job, so that one of each may live for good.</summary>
internal static class BuiltInKeys
{
    private static readonly Dictionary<Type, IKeyPart> All = new()
    {
        [typeof(bool)] = Scalar<bool, BooleanForm>(),
        [typeof(sbyte)] = Scalar<sbyte, SByteForm>(),
        [typeof(byte)] = Scalar<byte, ByteForm>(),
        [typeof(short)] = Scalar<short, Int16Form>(),
        [typeof(ushort)] = Scalar<ushort, UInt16Form>(),
        [typeof(char)] = Scalar<char, CharForm>(),
        [typeof(int)] = Scalar<int, Int32Form>(),
        [typeof(uint)] = Scalar<uint, UInt32Form>(),
        [typeof(Rune)] = Scalar<Rune, RuneForm>(),
        [typeof(long)] = Scalar<long, Int64Form>(),
        [typeof(ulong)] = Scalar<ulong, UInt64Form>(),
        [typeof(Int128)] = Scalar<Int128, Int128Form>(),
        [typeof(UInt128)] = Scalar<UInt128, UInt128Form>(),
        [typeof(Half)] = Scalar<Half, HalfForm>(),
        [typeof(float)] = Scalar<float, SingleForm>(),
        [typeof(double)] = Scalar<double, DoubleForm>(),
        [typeof(decimal)] = Scalar<decimal, DecimalForm>(),
        [typeof(Guid)] = Scalar<Guid, GuidForm>(),
        [typeof(DateTime)] = Scalar<DateTime, DateTimeForm>(),
        [typeof(DateTimeOffset)] = Scalar<DateTimeOffset, DateTimeOffsetForm>(),
        [typeof(DateOnly)] = Scalar<DateOnly, DateOnlyForm>(),
        [typeof(TimeOnly)] = Scalar<TimeOnly, TimeOnlyForm>(),
        [typeof(TimeSpan)] = Scalar<TimeSpan, TimeSpanForm>(),
        [typeof(BatchTime)] = Scalar<BatchTime, BatchTimeForm>(),
        [typeof(string)] = new KeyIdentityOf<string?, StringKeyOps>(default),
        [typeof(Utf8Slice)] = new KeyIdentityOf<Utf8Slice, Utf8SliceKeyOps>(default),
        [typeof(BigInteger)] = new KeyIdentityOf<BigInteger, BigIntegerKeyOps>(default),
        [typeof(Version)] = new KeyIdentityOf<Version?, VersionKeyOps>(default),
    };

    internal static IKeyPart? TryGet(Type type) => All.GetValueOrDefault(type);

    private static KeyIdentityOf<T, ScalarKeyOps<T, TForm>> Scalar<T, TForm>()
        where TForm : struct, IScalarKeyForm<T> => new(default);
}
