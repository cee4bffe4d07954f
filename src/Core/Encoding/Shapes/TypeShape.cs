using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>The shape of encoded data: what was written, independent of the .NET type that wrote it.</summary>
/// <remarks>
/// A file keeps one shape for all its records. Shapes may refer to themselves (trees). Instances are immutable once a codec
/// shows them, and may be shared by threads.
/// </remarks>
public sealed class TypeShape
{
    private byte[]? _encoded;
    private ulong _fingerprint;

    internal TypeShape()
    {
    }

    internal TypeShape(ShapeKind kind, string name, TypeShape? element = null)
    {
        Kind = kind;
        Name = name;
        Element = element;
    }

    /// <summary>The kind of value.</summary>
    public ShapeKind Kind { get; private set; }

    /// <summary>The type's name, for messages; a hand-written codec's name.</summary>
    public string Name { get; private set; } = string.Empty;

    /// <summary>The version of a hand-written codec; otherwise 0.</summary>
    public int Version { get; private set; }

    /// <summary>A dictionary's key; otherwise null.</summary>
    public TypeShape? Key { get; private set; }

    /// <summary>The element of a collection, nullable or option, a dictionary's value, an enumeration's number; otherwise null.</summary>
    public TypeShape? Element { get; private set; }

    /// <summary>The members of a struct or class, in the order in which they are written.</summary>
    public IReadOnlyList<MemberShape> Members { get; private set; } = [];

    /// <summary>The types that a polymorphic value may have.</summary>
    public IReadOnlyList<DerivedShape> Derived { get; private set; } = [];

    /// <summary>A hash of the whole shape, the same in every process: equal fingerprints mean that the bytes can be read as they are.</summary>
    public ulong Fingerprint
    {
        get
        {
            _ = Encoded();
            return _fingerprint;
        }
    }

    /// <summary>The shape of a hand-written codec.</summary>
    /// <param name="name">A name that stays.</param>
    /// <param name="version">Raised when the bytes change; 0 or more.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="version"/> is negative.</exception>
    public static TypeShape Custom(string name, int version)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegative(version);
        return new TypeShape(ShapeKind.Custom, name) { Version = version };
    }

    /// <summary>Reads a shape.</summary>
    /// <param name="bytes">Exactly the bytes that <see cref="Encode"/> wrote.</param>
    /// <exception cref="CodecException">The bytes are damaged, or from a newer version of the format.</exception>
    public static TypeShape Decode(ReadOnlySpan<byte> bytes) => new ShapeDecoder().Decode(bytes);

    /// <summary>Writes the shape.</summary>
    /// <param name="output">Where to.</param>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    public void Encode(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write(Encoded());
    }

    /// <summary>What <see cref="Encode"/> writes.</summary>
    internal ReadOnlyMemory<byte> Bytes => Encoded();

    /// <summary>The kind and name, for messages.</summary>
    public override string ToString() => $"{Name} ({Kind})";

    /// <summary>Completes a shape that others may already refer to.</summary>
    internal TypeShape Fill(
        ShapeKind kind,
        string name,
        TypeShape? key = null,
        TypeShape? element = null,
        IReadOnlyList<MemberShape>? members = null,
        IReadOnlyList<DerivedShape>? derived = null,
        int version = 0)
    {
        Kind = kind;
        Name = name;
        Key = key;
        Element = element;
        Members = members ?? [];
        Derived = derived ?? [];
        Version = version;
        return this;
    }

    private byte[] Encoded()
    {
        if (Volatile.Read(ref _encoded) is { } known)
        {
            return known;
        }

        byte[] encoded = new ShapeEncoder().Encode(this);
        _fingerprint = KeyHash.Of(encoded);
        Volatile.Write(ref _encoded, encoded);
        return encoded;
    }
}
