using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Keeps short strings without their objects.</summary>
/// <remarks>
/// Words that are split off a line die young. A table that held them would make the collector copy and later trace each one, and a
/// lookup would have to follow the reference to compare: measured on WordCount, that is most of the cost. Short keys are copied into
/// the entry instead, and a string is made again when the entry is read.
/// </remarks>
internal readonly partial struct InlineStrings : IStoredKeys<string?, InlineString>
{
    public bool HashTogether => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(string? key) => default(StringKeyOps).Hash(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InlineString Form(string? key, out ulong hash)
    {
        hash = Hash(key);
        return Form(key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public InlineString Form(string? key)
    {
        InlineString form = default;
        Fill(ref form, key);
        return form;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong FormAt(ref InlineString place, string? key)
    {
        place.Long = null;
        place.Text = default;
        Fill(ref place, key);
        return Hash(key);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(in InlineString left, in InlineString right) =>
        left.Length == right.Length
        && Vector(in left) == Vector(in right)
        && (left.Length <= InlineString.Capacity || left.Long == right.Long);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsOf(in InlineString stored, string? key)
    {
        // A form that was just made cannot be read as a vector before all its parts are in the cache, so the characters are compared where they are.
        if (key is null || stored.Length != key.Length)
        {
            return key is null && stored.Length < 0;
        }

        return stored.Length > InlineString.Capacity
            ? stored.Long == key
            : EqualsShort(
                ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(key.AsSpan())),
                ref Unsafe.As<InlineString.Characters, byte>(ref Unsafe.AsRef(in stored.Text)),
                (nuint)key.Length * sizeof(char));
    }

    public InlineString Own(in InlineString stored, KeyArena arena) => stored;

    public string? Load(in InlineString stored) => stored.Length switch
    {
        < 0 => null,
        > InlineString.Capacity => stored.Long,
        _ => new string(MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.As<InlineString.Characters, char>(ref Unsafe.AsRef(in stored.Text)), stored.Length)),
    };

    /// <summary>Sets an empty form to a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Fill(ref InlineString form, string? key)
    {
        if (key is null)
        {
            form.Length = -1;
            return;
        }

        form.Length = key.Length;
        if (key.Length > InlineString.Capacity)
        {
            form.Long = key;
        }
        else
        {
            CopyShort(
                ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(key.AsSpan())),
                ref Unsafe.As<InlineString.Characters, byte>(ref form.Text),
                (nuint)key.Length * sizeof(char));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Vector(in InlineString stored) =>
        Vector256.LoadUnsafe(ref Unsafe.As<InlineString.Characters, byte>(ref Unsafe.AsRef(in stored.Text)));

    /// <summary>Copies 0 to 32 bytes, an even number of them, as two moves that overlap where the length is not a power of two.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyShort(ref byte source, ref byte target, nuint bytes)
    {
        if (bytes >= 16)
        {
            Vector128.LoadUnsafe(ref source).StoreUnsafe(ref target);
            Vector128.LoadUnsafe(ref source, bytes - 16).StoreUnsafe(ref target, bytes - 16);
        }
        else if (bytes >= 8)
        {
            Move<ulong>(ref source, ref target, 0);
            Move<ulong>(ref source, ref target, bytes - 8);
        }
        else if (bytes >= 4)
        {
            Move<uint>(ref source, ref target, 0);
            Move<uint>(ref source, ref target, bytes - 4);
        }
        else if (bytes > 0)
        {
            Move<ushort>(ref source, ref target, 0);
        }
    }

    /// <summary>Compares 0 to 32 bytes as <see cref="CopyShort"/> copies them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool EqualsShort(ref byte left, ref byte right, nuint bytes)
    {
        if (bytes >= 16)
        {
            return Vector128.LoadUnsafe(ref left) == Vector128.LoadUnsafe(ref right)
                && Vector128.LoadUnsafe(ref left, bytes - 16) == Vector128.LoadUnsafe(ref right, bytes - 16);
        }

        return bytes >= 8 ? Same<ulong>(ref left, ref right, 0) & Same<ulong>(ref left, ref right, bytes - 8)
            : bytes >= 4 ? Same<uint>(ref left, ref right, 0) & Same<uint>(ref left, ref right, bytes - 4)
            : bytes == 0 || Same<ushort>(ref left, ref right, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Same<TWord>(ref byte left, ref byte right, nuint offset)
        where TWord : unmanaged, IEquatable<TWord> =>
        Unsafe.ReadUnaligned<TWord>(ref Unsafe.Add(ref left, offset)).Equals(Unsafe.ReadUnaligned<TWord>(ref Unsafe.Add(ref right, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move<TWord>(ref byte source, ref byte target, nuint offset)
        where TWord : unmanaged =>
        Unsafe.WriteUnaligned(ref Unsafe.Add(ref target, offset), Unsafe.ReadUnaligned<TWord>(ref Unsafe.Add(ref source, offset)));
}
