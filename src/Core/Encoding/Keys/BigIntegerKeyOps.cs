using System.Numerics;

namespace OrleansStream.Encoding;

/// <summary>Identity of big integers: the fewest bytes of their two's complement, low byte first.</summary>
internal readonly struct BigIntegerKeyOps : ICanonicalOps<BigInteger>
{
    public bool NeedsOwn => false;

    public int Size => -1;

    public string Signature => "bigint";

    public ulong Hash(BigInteger key) => CanonicalHash.Of(this, key);

    public bool Equals(BigInteger left, BigInteger right) => left == right;

    public BigInteger Own(BigInteger key, KeyArena arena) => key;

    public void Append(BigInteger key, ref CanonicalBuffer buffer) => _ = key.TryWriteBytes(buffer.Take(key.GetByteCount()), out _);
}
