using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>What makes two keys the same key, and where a key is placed: both derive from its canonical encoding.</summary>
/// <typeparam name="T">The key's type.</typeparam>
/// <remarks>
/// <para>The canonical encoding, version <see cref="HashVersion"/>:</para>
/// <list type="bullet">
/// <item>Whole numbers, characters, enumerations: their bytes, low byte first. Booleans: 0 or 1.</item>
/// <item>Floating-point numbers: their bits; every NaN is one NaN, and -0.0 is 0.0. Decimals without trailing zeros.</item>
/// <item>Strings: their UTF-16 code units (so comparison is ordinal); null is a single zero byte. <see cref="Utf8Slice"/>: its bytes.</item>
/// <item>
/// <see cref="DateTime"/>: its ticks; like <see cref="DateTime.Equals(DateTime)"/> it ignores the kind.
/// <see cref="DateTimeOffset"/>: the ticks of its UTC instant. Dates, times and durations: their day number or ticks.
/// </item>
/// <item>Nullable structs, options and records that are classes: 0 for null, 1 and the content otherwise.</item>
/// <item>
/// Tuples, and records and structs with compiler-generated or default equality: their fields one after the other, those of
/// tuples by position, others by name in ordinal order; a field whose length varies stands after its length (four bytes).
/// </item>
/// <item>Types with a registered <see cref="KeyComparer{T}"/>: 1 and the eight bytes of the comparer's hash; equality is the
/// comparer's. This is the only case in which unequal keys may have equal encodings.</item>
/// </list>
/// <para>
/// A record that is not sealed may be a key, but a value of a derived type is refused when it is met. Arrays, classes compared
/// by reference and other types with an equality of their own need a <see cref="KeyComparer{T}"/>. Instances are immutable and
/// may be used by many threads.
/// </para>
/// </remarks>
public abstract class KeyIdentity<T> : IKeyPart
{
    /// <summary>The version of canonical encodings and hashes; stored with whatever is placed by them.</summary>
    public const int HashVersion = 1;

    private protected KeyIdentity()
    {
    }

    /// <summary>Names the identity: two jobs may share keyed data only if their signatures are equal.</summary>
    public abstract string Signature { get; }

    /// <summary>The hash of the canonical encoding.</summary>
    /// <param name="key">The key; null is a key like any other.</param>
    /// <exception cref="UnsupportedTypeException">The key is, or holds, a record of a derived type.</exception>
    public abstract ulong Hash(T key);

    /// <summary>Whether two keys are the same key.</summary>
    /// <param name="left">A key.</param>
    /// <param name="right">A key.</param>
    /// <exception cref="UnsupportedTypeException">A key is, or holds, a record of a derived type.</exception>
    public abstract bool Equals(T left, T right);

    /// <summary>Writes the canonical encoding.</summary>
    /// <param name="key">The key.</param>
    /// <param name="output">Where to.</param>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    /// <exception cref="UnsupportedTypeException">The key is, or holds, a record of a derived type.</exception>
    public abstract void Encode(T key, IBufferWriter<byte> output);

    /// <summary>Hands the operations to a visitor that is compiled for them.</summary>
    internal abstract void Accept<TVisitor>(ref TVisitor visitor)
        where TVisitor : struct, IKeyOpsVisitor<T>;

    internal abstract bool NeedsOwn { get; }

    internal abstract int Size { get; }

    internal abstract T Own(T key, KeyArena arena);

    internal abstract void Append(T key, ref CanonicalBuffer buffer);

    /// <summary>Appends the key as part of a composite one: after its length if that varies.</summary>
    internal abstract void AppendPart(T key, ref CanonicalBuffer buffer);

    object IKeyPart.Identity => this;

    int IKeyPart.Size => Size;

    bool IKeyPart.NeedsOwn => NeedsOwn;
}
