using System.Numerics;

namespace OrleansStream.Encoding;

/// <summary>Readers of numbers that have become wider since they were written.</summary>
internal static class ScalarAdapter
{
    /// <summary>The codec itself if the kinds agree, one that widens if nothing can be lost, else a refusal.</summary>
    internal static Codec<T> Adapt<T>(Codec<T> codec, TypeShape writer, string path)
    {
        if (writer.Kind == codec.Shape.Kind && (writer.Kind != ShapeKind.Enum || writer.Element!.Kind == codec.Shape.Element!.Kind))
        {
            return codec;
        }

        object? widened = writer.Kind == ShapeKind.Enum || codec.Shape.Kind == ShapeKind.Enum ? null : Widen(codec.Shape.Kind, writer);
        return (Codec<T>?)widened ?? throw ShapeAdapter.Refuse(path, writer, codec.Shape);
    }

    private static object? Widen(ShapeKind to, TypeShape from) => from.Kind switch
    {
        ShapeKind.SByte => Signed<sbyte>(8, to, from),
        ShapeKind.Int16 => Signed<short>(16, to, from),
        ShapeKind.Int32 => Signed<int>(32, to, from),
        ShapeKind.Int64 => Signed<long>(64, to, from),
        ShapeKind.Byte => Unsigned<byte>(8, to, from),
        ShapeKind.UInt16 => Unsigned<ushort>(16, to, from),
        ShapeKind.UInt32 => Unsigned<uint>(32, to, from),
        ShapeKind.UInt64 => Unsigned<ulong>(64, to, from),
        ShapeKind.Half => to switch
        {
            ShapeKind.Single => Convert<Half, float>(from),
            ShapeKind.Double => Convert<Half, double>(from),
            _ => null,
        },
        ShapeKind.Single => to == ShapeKind.Double ? Convert<float, double>(from) : null,
        _ => null,
    };

    private static object? Signed<TFrom>(int bits, ShapeKind to, TypeShape from)
        where TFrom : IBinaryInteger<TFrom> => to switch
        {
            ShapeKind.Int16 when bits < 16 => Convert<TFrom, short>(from),
            ShapeKind.Int32 when bits < 32 => Convert<TFrom, int>(from),
            ShapeKind.Int64 when bits < 64 => Convert<TFrom, long>(from),
            ShapeKind.Int128 => Convert<TFrom, Int128>(from),
            _ => null,
        };

    private static object? Unsigned<TFrom>(int bits, ShapeKind to, TypeShape from)
        where TFrom : IBinaryInteger<TFrom> => to switch
        {
            ShapeKind.UInt16 when bits < 16 => Convert<TFrom, ushort>(from),
            ShapeKind.UInt32 when bits < 32 => Convert<TFrom, uint>(from),
            ShapeKind.UInt64 when bits < 64 => Convert<TFrom, ulong>(from),
            ShapeKind.UInt128 => Convert<TFrom, UInt128>(from),

            // An unsigned number fits into a signed one of more bits.
            _ => Signed<TFrom>(bits, to, from),
        };

    private static ConvertingCodec<TFrom, TTo> Convert<TFrom, TTo>(TypeShape from)
        where TFrom : INumberBase<TFrom>
        where TTo : INumberBase<TTo> =>
        new(from, Source<TFrom>(from), static value => TTo.CreateChecked(value));

    private static Codec<T> Source<T>(TypeShape writer)
    {
        // The codec fills in a shape of its own: the stored one stays as it is.
        _ = writer;
        return (Codec<T>)BuiltInCodecs.TryMake(typeof(T), new TypeShape())!;
    }
}
