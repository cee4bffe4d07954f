using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <inheritdoc/>
internal sealed class ValueCodec<T>(Codec<T> codec) : ValueCodec
{
    internal override bool IsMutable => !Immutability.IsKnown<T>();

    internal override byte[] Write(object? value) => WireValue.Write(codec, (T)value!);

    internal override object? Read(ReadOnlySpan<byte> bytes) => WireValue.Read(codec, bytes);
}
