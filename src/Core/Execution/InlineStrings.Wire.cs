using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <content>
/// Keys on their way between processes: for each its length in a byte, then a byte that says how wide characters are, then the characters of all
/// short keys, then the long ones as the codec writes them. No string is made of a short key on either side.
/// </content>
internal readonly partial struct InlineStrings
{
    // What stands in the place of a length.
    private const byte LongKey = InlineString.Capacity + 1;
    private const byte NullKey = InlineString.Capacity + 2;

    private static readonly Vector256<ushort> Places = Vector256.CreateSequence<ushort>(0, 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong HashOf(in InlineString stored) => stored.Length is < 0 or > InlineString.Capacity || !BitConverter.IsLittleEndian
        ? Hash(Load(in stored))
        : KeyHash.Of(MemoryMarshal.CreateReadOnlySpan(
            ref Unsafe.As<InlineString.Characters, byte>(ref Unsafe.AsRef(in stored.Text)), stored.Length * sizeof(char)));

    public void Write(ReadOnlySpan<InlineString> keys, Codec<string?> codec, IBufferWriter<byte> output)
    {
        Span<byte> lengths = output.GetSpan(keys.Length + 1);
        var all = Vector256<ushort>.Zero;
        int longKeys = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            ref readonly InlineString key = ref keys[i];
            bool isLong = key.Length > InlineString.Capacity;
            longKeys += isLong ? 1 : 0;
            lengths[i] = isLong ? LongKey : key.Length < 0 ? NullKey : (byte)key.Length;
            all |= Vector(in key).AsUInt16();
        }

        bool isWide = Vector256.GreaterThanAny(all, Vector256.Create((ushort)byte.MaxValue));
        lengths[keys.Length] = isWide ? (byte)1 : (byte)0;
        output.Advance(keys.Length + 1);
        if (isWide)
        {
            WriteWide(keys, output);
        }
        else
        {
            WriteNarrow(keys, output);
        }

        if (longKeys > 0)
        {
            string?[] texts = new string?[longKeys];
            int next = 0;
            foreach (ref readonly InlineString key in keys)
            {
                if (key.Length > InlineString.Capacity)
                {
                    texts[next++] = key.Long;
                }
            }

            codec.WriteBlock(texts, output);
        }
    }

    public void Read(ReadOnlySpan<byte> bytes, Codec<string?> codec, Span<InlineString> keys, KeyArena arena)
    {
        ReadOnlySpan<byte> lengths = bytes[..keys.Length];
        bool isWide = bytes[keys.Length] != 0;
        bytes = bytes[(keys.Length + 1)..];
        int longKeys = 0;
        int place = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            ref InlineString key = ref keys[i];
            int length = lengths[i];
            key.Long = null;
            if (length <= InlineString.Capacity)
            {
                key.Length = length;
                Vector256<ushort> text = isWide ? WideAt(bytes, place) : NarrowAt(bytes, place);
                text &= Vector256.LessThan(Places, Vector256.Create((ushort)length));
                text.AsByte().StoreUnsafe(ref Unsafe.As<InlineString.Characters, byte>(ref key.Text));
                place += isWide ? length * sizeof(char) : length;
            }
            else
            {
                longKeys += length == LongKey ? 1 : 0;
                key.Length = length == LongKey ? length : -1;
                key.Text = default;
            }
        }

        if (longKeys > 0)
        {
            string?[] texts = new string?[longKeys];
            codec.ReadBlock(bytes[place..], texts, arena);
            int next = 0;
            foreach (ref InlineString key in keys)
            {
                if (key.Length > InlineString.Capacity)
                {
                    key.Long = texts[next++];
                    key.Length = key.Long!.Length;
                }
            }
        }
    }

    private static void WriteNarrow(ReadOnlySpan<InlineString> keys, IBufferWriter<byte> output)
    {
        // Each is written with what is behind it, over which the next one comes.
        Span<byte> target = output.GetSpan((keys.Length + 1) * InlineString.Capacity);
        int place = 0;
        foreach (ref readonly InlineString key in keys)
        {
            if ((uint)key.Length <= InlineString.Capacity)
            {
                Vector256<ushort> text = Vector(in key).AsUInt16();
                Vector128.Narrow(text.GetLower(), text.GetUpper()).CopyTo(target[place..]);
                place += key.Length;
            }
        }

        output.Advance(place);
    }

    private static void WriteWide(ReadOnlySpan<InlineString> keys, IBufferWriter<byte> output)
    {
        Span<byte> target = output.GetSpan((keys.Length + 1) * InlineString.Capacity * sizeof(char));
        int place = 0;
        foreach (ref readonly InlineString key in keys)
        {
            if ((uint)key.Length <= InlineString.Capacity)
            {
                Vector(in key).CopyTo(target[place..]);
                place += key.Length * sizeof(char);
            }
        }

        output.Advance(place);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> NarrowAt(ReadOnlySpan<byte> bytes, int place)
    {
        ReadOnlySpan<byte> rest = bytes[place..];
        if (rest.Length < InlineString.Capacity)
        {
            Span<byte> padded = stackalloc byte[InlineString.Capacity];
            padded.Clear();
            rest.CopyTo(padded);
            return Widen(Vector128.Create<byte>(padded));
        }

        return Widen(Vector128.Create(rest));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> WideAt(ReadOnlySpan<byte> bytes, int place)
    {
        ReadOnlySpan<byte> rest = bytes[place..];
        if (rest.Length < InlineString.Capacity * sizeof(char))
        {
            Span<byte> padded = stackalloc byte[InlineString.Capacity * sizeof(char)];
            padded.Clear();
            rest.CopyTo(padded);
            return Vector256.Create<byte>(padded).AsUInt16();
        }

        return Vector256.Create(rest).AsUInt16();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ushort> Widen(Vector128<byte> text)
    {
        (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(text);
        return Vector256.Create(lower, upper);
    }
}
