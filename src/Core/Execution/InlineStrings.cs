using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>A string key whose characters, up to sixteen, lie in the entry.</summary>
internal struct InlineString
{
    internal const int Capacity = 16;

    /// <summary>The string itself if it is longer than <see cref="Capacity"/>.</summary>
    internal string? Long;

    /// <summary>The number of characters, or -1 for the null key.</summary>
    internal int Length;

    internal Characters Text;

    [InlineArray(Capacity)]
    internal struct Characters
    {
        private char _first;
    }
}

/// <summary>Keeps short strings without their objects.</summary>
/// <remarks>
/// Words that are split off a line die young. A table that held them would make the collector copy and later trace each one, and a
/// lookup would have to follow the reference to compare: measured on WordCount, that is most of the cost. Short keys are copied into
/// the entry instead, and a string is made again when the entry is read.
/// </remarks>
internal readonly struct InlineStrings : IStoredKeys<string?, InlineString>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong Hash(string? key) => default(StringKeyOps).Hash(key);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Equals(in InlineString stored, string? key)
    {
        if (key is null)
        {
            return stored.Length < 0;
        }

        if (stored.Length != key.Length)
        {
            return false;
        }

        return key.Length <= InlineString.Capacity
            ? Span(in stored).SequenceEqual(key)
            : key == stored.Long;
    }

    public bool Equals(in InlineString left, in InlineString right) =>
        left.Length == right.Length
        && (left.Length > InlineString.Capacity ? left.Long == right.Long : left.Length <= 0 || Span(in left).SequenceEqual(Span(in right)));

    public InlineString Store(string? key, KeyArena? arena)
    {
        InlineString stored = default;
        stored.Length = key?.Length ?? -1;
        if (stored.Length > InlineString.Capacity)
        {
            stored.Long = key;
        }
        else
        {
            key.AsSpan().CopyTo(stored.Text);
        }

        return stored;
    }

    public string? Load(in InlineString stored) => stored.Length switch
    {
        < 0 => null,
        > InlineString.Capacity => stored.Long,
        _ => new string(Span(in stored)),
    };

    private static ReadOnlySpan<char> Span(in InlineString stored) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<InlineString.Characters, char>(ref Unsafe.AsRef(in stored.Text)), stored.Length);
}
