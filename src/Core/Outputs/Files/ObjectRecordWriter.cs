using System.Buffers;
using System.Buffers.Binary;
using OrleansStream.Encoding;

namespace OrleansStream.Outputs;

/// <summary>Writes records in blocks, as <see cref="ObjectFileLayout"/> says.</summary>
/// <remarks>Records are kept until their block is written, which the task does before it ends: so slices among them are valid still.</remarks>
internal sealed class ObjectRecordWriter<T> : FileRecordWriter<T>
{
    // Large enough that columns are worth it, small enough that a reader need not hold much.
    private const int BlockBytes = 1 << 18;
    private const int FirstBlock = 256;
    private const int LargestBlock = 1 << 16;

    private readonly Codec<T> _codec;
    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _content = new();
    private readonly List<T> _records = [];
    private int _blockSize = FirstBlock;
    private ulong _written;

    internal ObjectRecordWriter(Codec<T> codec, Stream stream)
    {
        _codec = codec;
        _stream = stream;
        stream.Write(ObjectFileLayout.Magic);
        stream.WriteByte(ObjectFileLayout.Version);
        codec.Shape.Encode(_content);
        AppendFrame(ObjectFileLayout.ShapeFrame);
    }

    public override void Write(T record)
    {
        _records.Add(record);
        if (_records.Count == _blockSize)
        {
            AppendBlock();
        }
    }

    public override void Complete()
    {
        if (_records.Count > 0)
        {
            AppendBlock();
        }

        BinaryPrimitives.WriteUInt64LittleEndian(_content.GetSpan(sizeof(ulong)), _written);
        _content.Advance(sizeof(ulong));
        AppendFrame(ObjectFileLayout.EndFrame);
    }

    private void AppendBlock()
    {
        _codec.WriteBlock(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_records), _content);

        // The next block is to be of the size that is wanted, if its records are like these.
        int bytes = Math.Max(_content.WrittenCount, 1);
        _blockSize = (int)Math.Clamp((long)_records.Count * BlockBytes / bytes, 1, LargestBlock);
        _written += (ulong)_records.Count;
        _records.Clear();
        AppendFrame(ObjectFileLayout.BlockFrame);
    }

    private void AppendFrame(byte kind)
    {
        Span<byte> header = stackalloc byte[ObjectFileLayout.FrameHeader];
        header[0] = kind;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], _content.WrittenCount);
        _stream.Write(header);
        _stream.Write(_content.WrittenSpan);
        Span<byte> checksum = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(checksum, Crc32C.Of(header, _content.WrittenSpan));
        _stream.Write(checksum);
        _content.ResetWrittenCount();
    }
}
