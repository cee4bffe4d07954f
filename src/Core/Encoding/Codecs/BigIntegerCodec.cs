using System.Numerics;

namespace OrleansStream.Encoding;

/// <summary>Codec of big integers: the fewest bytes of their two's complement, low byte first.</summary>
internal sealed class BigIntegerCodec(TypeShape shape) : BytesCodec<BigInteger>(shape)
{
    protected override int MaxSize(BigInteger value) => value.GetByteCount();

    protected override int Encode(BigInteger value, Span<byte> bytes)
    {
        _ = value.TryWriteBytes(bytes, out int written);
        return written;
    }

    protected override BigInteger Decode(ReadOnlySpan<byte> bytes, ref RecordReader reader) => new(bytes);
}
