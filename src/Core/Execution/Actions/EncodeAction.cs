using System.Buffers;
using System.Runtime.InteropServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Encodes a partition's records.</summary>
internal sealed class EncodeAction<T>(Codec<T> codec) : PartitionAction<T, ReadOnlyMemory<byte>>
{
    internal override string Name => "Encode";

    internal override ReadOnlyMemory<byte> Run(Rdd<T> rdd, int partition, TaskScope task)
    {
        var records = new List<T>();
        var link = new KeepLink<T>(records, int.MaxValue, task);
        rdd.Feed(partition, ref link, task);
        var bytes = new ArrayBufferWriter<byte>();
        codec.WriteBlock(CollectionsMarshal.AsSpan(records), bytes);
        return bytes.WrittenMemory;
    }
}
