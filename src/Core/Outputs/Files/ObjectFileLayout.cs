namespace OrleansStream.Outputs;

/// <summary>How object files are laid out.</summary>
/// <remarks>
/// <para>A file is the eight bytes <c>OSTREAM</c> and a version, then frames: first one with the records' shape, then any number of blocks of records in columns,
/// last one that says how many records there are, behind which nothing comes.</para>
/// <para>A frame is a byte for its kind, four for the length of its content, the content, and four of the CRC-32C of all these. Numbers are
/// little-endian. A block's content is what <see cref="Encoding.Codec{T}.WriteBlock"/> writes, a shape's what <see cref="Encoding.TypeShape.Encode"/>
/// writes, the end's an unsigned number of eight bytes.</para>
/// <para>So every byte is covered: by being known beforehand, or by a checksum. Readers refuse versions that they do not know.</para>
/// </remarks>
internal static class ObjectFileLayout
{
    internal const byte Version = 1;
    internal const byte ShapeFrame = 1;
    internal const byte BlockFrame = 2;
    internal const byte EndFrame = 3;

    /// <summary>Kind and length.</summary>
    internal const int FrameHeader = 1 + sizeof(uint);

    internal static ReadOnlySpan<byte> Magic => "OSTREAM"u8;
}
