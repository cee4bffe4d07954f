using System.Buffers.Binary;

namespace OrleansStream.Encoding;

/// <summary>Identity of version numbers: their four parts, absent ones as -1; null is one zero byte.</summary>
internal readonly struct VersionKeyOps : ICanonicalOps<Version?>
{
    public bool NeedsOwn => false;

    public int Size => -1;

    public string Signature => "version";

    public ulong Hash(Version? key) => CanonicalHash.Of(this, key);

    public bool Equals(Version? left, Version? right) => left == right;

    public Version? Own(Version? key, KeyArena arena) => key;

    public void Append(Version? key, ref CanonicalBuffer buffer)
    {
        if (key is null)
        {
            buffer.Add(0);
            return;
        }

        Span<byte> bytes = buffer.Take(16);
        BinaryPrimitives.WriteInt32LittleEndian(bytes, key.Major);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[4..], key.Minor);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], key.Build);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], key.Revision);
    }
}
