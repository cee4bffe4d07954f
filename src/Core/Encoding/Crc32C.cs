using System.Numerics;
using System.Runtime.InteropServices;

namespace OrleansStream.Encoding;

/// <summary>The checksum CRC-32C (Castagnoli), which processors compute themselves.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of bytes that lie in one run or two.</summary>
    internal static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second = default) => ~Append(Append(~0u, first), second);

    private static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (byte one in bytes[(words.Length * sizeof(ulong))..])
        {
            crc = BitOperations.Crc32C(crc, one);
        }

        return crc;
    }
}
