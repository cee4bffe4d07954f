using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OrleansStream.Encoding;

/// <summary>Identity of keys that are a fixed number of bytes.</summary>
/// <typeparam name="T">The key's type.</typeparam>
/// <typeparam name="TForm">Gives those bytes.</typeparam>
internal readonly struct ScalarKeyOps<T, TForm> : ICanonicalOps<T>
    where TForm : struct, IScalarKeyForm<T>
{
    public bool NeedsOwn => false;

    public int Size => TForm.Size;

    public string Signature => TForm.Signature;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(T key)
    {
        TForm.Words(key, out ulong low, out ulong high);
        if (TForm.Size == 8)
        {
            return KeyHash.Of8(low);
        }

        if (TForm.Size == 4)
        {
            return KeyHash.Of4((uint)low);
        }

        if (TForm.Size == 16)
        {
            return KeyHash.Of16(low, high);
        }

        return HashOfBytes(low, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(T left, T right)
    {
        TForm.Words(left, out ulong low, out ulong high);
        TForm.Words(right, out ulong otherLow, out ulong otherHigh);
        return low == otherLow && high == otherHigh;
    }

    public T Own(T key, KeyArena arena) => key;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(T key, ref CanonicalBuffer buffer)
    {
        TForm.Words(key, out ulong low, out ulong high);
        Span<byte> bytes = buffer.Take(TForm.Size);
        if (TForm.Size == 8)
        {
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, low);
            return;
        }

        Span<byte> all = stackalloc byte[16];
        Put(all, low, high);
        all[..TForm.Size].CopyTo(bytes);
    }

    /// <summary>The hash of a key of another size, by itself: the runtime does not inline what takes room on the stack into a loop.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong HashOfBytes(ulong low, ulong high)
    {
        Span<byte> bytes = stackalloc byte[16];
        Put(bytes, low, high);
        return KeyHash.Of(bytes[..TForm.Size]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(Span<byte> bytes, ulong low, ulong high)
    {
        if (!BitConverter.IsLittleEndian)
        {
            low = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(low);
            high = System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(high);
        }

        MemoryMarshal.Write(bytes, low);
        MemoryMarshal.Write(bytes[8..], high);
    }
}
