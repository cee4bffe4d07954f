using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansStream.Encoding;

/// <summary>Identity of strings: their UTF-16 code units, low byte first; null is one zero byte, which no string gives.</summary>
internal readonly struct StringKeyOps : ICanonicalOps<string?>
{
    public bool NeedsOwn => false;

    public int Size => -1;

    public string Signature => "utf16";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(string? key) =>
        key is not null && BitConverter.IsLittleEndian
            ? KeyHash.Of(MemoryMarshal.AsBytes(key.AsSpan()))
            : CanonicalHash.Of(this, key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(string? left, string? right) => string.Equals(left, right);

    public string? Own(string? key, KeyArena arena) => key;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(string? key, ref CanonicalBuffer buffer)
    {
        if (key is null)
        {
            buffer.Add(0);
            return;
        }

        Span<byte> bytes = buffer.Take(checked(key.Length * sizeof(char)));
        MemoryMarshal.AsBytes(key.AsSpan()).CopyTo(bytes);
        if (!BitConverter.IsLittleEndian)
        {
            Span<short> units = MemoryMarshal.Cast<byte, short>(bytes);
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(units, units);
        }
    }
}
