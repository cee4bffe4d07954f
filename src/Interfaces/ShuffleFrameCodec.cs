using System.Buffers;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace OrleansStream;

/// <summary>Writes pieces of shuffle blocks, and reads them into pooled memory: as ordinary arrays they were most of what a silo that receives much
/// allocates.</summary>
[RegisterSerializer]
[RegisterCopier]
internal sealed class ShuffleFrameCodec : IFieldCodec<ShuffleFrame>, IDeepCopier<ShuffleFrame>, IOptionalDeepCopier
{
    public void WriteField<TBufferWriter>(ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type expectedType, ShuffleFrame value)
        where TBufferWriter : IBufferWriter<byte>
    {
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(ShuffleFrame), WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)(sizeof(int) + value.Bytes.Length));
        writer.WriteInt32(value.Total);
        writer.Write(value.Bytes.Span);
    }

    public ShuffleFrame ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        int length = checked((int)reader.ReadVarUInt32() - sizeof(int));
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        int total = reader.ReadInt32();
        if (length == 0)
        {
            return new ShuffleFrame(total, ReadOnlyMemory<byte>.Empty);
        }

        IMemoryOwner<byte> owner = MemoryPool<byte>.Shared.Rent(length);
        Memory<byte> bytes = owner.Memory[..length];
        reader.ReadBytes(bytes.Span);
        return new ShuffleFrame(total, bytes) { Owner = owner };
    }

    public ShuffleFrame DeepCopy(ShuffleFrame input, CopyContext context) => input;

    public bool IsShallowCopyable() => true;
}
