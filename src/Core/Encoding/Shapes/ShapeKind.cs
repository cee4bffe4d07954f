using System.Diagnostics.CodeAnalysis;

namespace OrleansStream.Encoding;

/// <summary>What kind of value a <see cref="TypeShape"/> describes. The numbers are stored: they never change.</summary>
[SuppressMessage("Naming", "CA1720:Identifier contains type name", Justification = "The names are those of the .NET types.")]
public enum ShapeKind
{
    /// <summary>Not a shape.</summary>
    None = 0,

    /// <summary><see cref="bool"/>.</summary>
    Boolean = 1,

    /// <summary><see cref="sbyte"/>.</summary>
    SByte = 2,

    /// <summary><see cref="byte"/>.</summary>
    Byte = 3,

    /// <summary><see cref="short"/>.</summary>
    Int16 = 4,

    /// <summary><see cref="ushort"/>.</summary>
    UInt16 = 5,

    /// <summary><see cref="int"/>.</summary>
    Int32 = 6,

    /// <summary><see cref="uint"/>.</summary>
    UInt32 = 7,

    /// <summary><see cref="long"/>.</summary>
    Int64 = 8,

    /// <summary><see cref="ulong"/>.</summary>
    UInt64 = 9,

    /// <summary><see cref="System.Int128"/>.</summary>
    Int128 = 10,

    /// <summary><see cref="System.UInt128"/>.</summary>
    UInt128 = 11,

    /// <summary><see cref="System.Half"/>.</summary>
    Half = 12,

    /// <summary><see cref="float"/>.</summary>
    Single = 13,

    /// <summary><see cref="double"/>.</summary>
    Double = 14,

    /// <summary><see cref="decimal"/>.</summary>
    Decimal = 15,

    /// <summary><see cref="char"/>.</summary>
    Char = 16,

    /// <summary><see cref="System.Text.Rune"/>.</summary>
    Rune = 17,

    /// <summary><see cref="System.Guid"/>.</summary>
    Guid = 18,

    /// <summary><see cref="System.DateTime"/>: ticks and kind.</summary>
    DateTime = 19,

    /// <summary><see cref="System.DateTimeOffset"/>: clock time and offset.</summary>
    DateTimeOffset = 20,

    /// <summary><see cref="System.DateOnly"/>.</summary>
    DateOnly = 21,

    /// <summary><see cref="System.TimeOnly"/>.</summary>
    TimeOnly = 22,

    /// <summary><see cref="System.TimeSpan"/>.</summary>
    TimeSpan = 23,

    /// <summary><see cref="OrleansStream.BatchTime"/>.</summary>
    BatchTime = 24,

    /// <summary><see cref="string"/>.</summary>
    String = 25,

    /// <summary><see cref="Utf8Slice"/>.</summary>
    Utf8 = 26,

    /// <summary>Bytes: <c>byte[]</c>, <c>ReadOnlyMemory&lt;byte&gt;</c>, <c>Memory&lt;byte&gt;</c>.</summary>
    Bytes = 27,

    /// <summary><see cref="System.Uri"/>.</summary>
    Uri = 28,

    /// <summary><see cref="System.Version"/>.</summary>
    Version = 29,

    /// <summary><see cref="System.Numerics.BigInteger"/>.</summary>
    BigInteger = 30,

    /// <summary>An enumeration; its element is the underlying number.</summary>
    Enum = 40,

    /// <summary>A nullable struct of its element.</summary>
    Nullable = 41,

    /// <summary>An <see cref="Option{T}"/> of its element.</summary>
    Option = 42,

    /// <summary>A collection of its elements: array, list, set, queue.</summary>
    List = 43,

    /// <summary>A dictionary from its key to its element.</summary>
    Map = 44,

    /// <summary>A struct with members.</summary>
    Struct = 45,

    /// <summary>A class with members; may be null.</summary>
    Class = 46,

    /// <summary>A class or interface with declared derived types; may be null.</summary>
    Union = 47,

    /// <summary>Whatever a hand-written codec writes.</summary>
    Custom = 48,
}
