using System.Buffers.Binary;
using OrleansStream.Encoding;
using OrleansStream.Outputs;

namespace OrleansStream.Sources;

/// <summary>Files as <see cref="ObjectFileLayout"/> says.</summary>
internal sealed class ObjectFileFormat<T>(JobEncoding encoding) : FileFormat<T>
{
    public override IEnumerable<T> Read(Stream stream, FileSplit split)
    {
        ReadHeader(stream, split);
        (byte kind, byte[] content) = ReadFrame(stream, split);
        if (kind != ObjectFileLayout.ShapeFrame)
        {
            throw Damaged(split, ObjectFileLayout.Magic.Length + 1, "the records' shape is not the first frame");
        }

        Codec<T> codec = encoding.CodecFor<T>().ForWriter(TypeShape.Decode(content));
        ulong records = 0;
        while (true)
        {
            long at = stream.Position;
            (kind, content) = ReadFrame(stream, split);
            if (kind == ObjectFileLayout.EndFrame)
            {
                CheckEnd(stream, split, at, content, records);
                yield break;
            }

            if (kind != ObjectFileLayout.BlockFrame)
            {
                throw Damaged(split, at, $"there is no frame of kind {kind}");
            }

            T[] block = DecodeBlock(codec, content, split, at);
            records += (ulong)block.Length;
            foreach (T record in block)
            {
                yield return record;
            }
        }
    }

    private static void ReadHeader(Stream stream, FileSplit split)
    {
        int length = ObjectFileLayout.Magic.Length + 1;
        Span<byte> header = stackalloc byte[length];
        int read = stream.ReadAtLeast(header, length, throwOnEndOfStream: false);
        if (read < length || !header.StartsWith(ObjectFileLayout.Magic))
        {
            throw new InvalidDataException($"'{split.Path}' is not an object file: it does not begin as one at byte 0.");
        }

        if (header[^1] != ObjectFileLayout.Version)
        {
            throw new InvalidDataException(
                $"'{split.Path}' is an object file of version {header[^1]} (at byte {length - 1}); this program reads version {ObjectFileLayout.Version}.");
        }
    }

    private static (byte Kind, byte[] Content) ReadFrame(Stream stream, FileSplit split)
    {
        long at = stream.Position;
        long rest = split.Length - at;
        Span<byte> header = stackalloc byte[ObjectFileLayout.FrameHeader];
        if (rest < header.Length + sizeof(uint))
        {
            throw Damaged(split, at, "the file ends too early");
        }

        stream.ReadExactly(header);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(header[1..]);
        if (length > rest - header.Length - sizeof(uint) || length > Array.MaxLength)
        {
            throw Damaged(split, at, FormattableString.Invariant($"a frame of {length} bytes does not fit into what is left"));
        }

        byte[] content = GC.AllocateUninitializedArray<byte>((int)length);
        stream.ReadExactly(content);
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        stream.ReadExactly(checksum);
        return BinaryPrimitives.ReadUInt32LittleEndian(checksum) == Crc32C.Of(header, content)
            ? (header[0], content)
            : throw Damaged(split, at, "a frame does not have the checksum that it says");
    }

    private static T[] DecodeBlock(Codec<T> codec, byte[] content, FileSplit split, long at)
    {
        try
        {
            var block = new T[codec.CountOf(content)];
            codec.ReadBlock(content, block);
            return block;
        }
        catch (CodecException error)
        {
            throw Damaged(split, at, $"a block cannot be decoded: {error.Message}");
        }
    }

    private static void CheckEnd(Stream stream, FileSplit split, long at, byte[] content, ulong records)
    {
        if (content.Length != sizeof(ulong) || BinaryPrimitives.ReadUInt64LittleEndian(content) != records)
        {
            throw Damaged(split, at, FormattableString.Invariant($"the file says another number of records than the {records} in it"));
        }

        if (stream.Position != split.Length)
        {
            throw Damaged(split, stream.Position, "something comes after the end");
        }
    }

    private static InvalidDataException Damaged(FileSplit split, long offset, string what) =>
        new(FormattableString.Invariant($"'{split.Path}' is damaged at byte {offset}: {what}."));
}
