using System.Buffers;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Receivers;

/// <summary>Records in the form of <see cref="Codec{T}.WriteBlock"/>, decoded each time a task reads them.</summary>
internal sealed class EncodedBlock<T>(ReadOnlyMemory<byte> bytes, Codec<T> codec) : ReceivedBlock<T>
{
    internal override long Records => 0;

    internal override long Bytes => bytes.Length;

    internal override void Run<TSink>(ref TSink sink, TaskScope task)
    {
        (T[] records, int count) = Decode();
        _ = Chunks.TryPush<T, TSink>(records.AsSpan(0, count), ref sink, task);

        // Not after a failure: whoever pushed the records may still hold them.
        RecordBlock<T>.Return(records, count);
    }

    internal override void Release()
    {
    }

    private (T[] Records, int Count) Decode()
    {
        int count = 0;
        T[] records = [];
        try
        {
            count = codec.CountOf(bytes.Span);
            records = ArrayPool<T>.Shared.Rent(count);
            codec.ReadBlock(bytes.Span, records.AsSpan(0, count));
            return (records, count);
        }
        catch (CodecException error)
        {
            RecordBlock<T>.Return(records, count);
            throw new InvalidDataException(
                $"A received block of {bytes.Length} bytes is not an encoded block of {TypeNames.Of(typeof(T))}: {error.Message}", error);
        }
    }
}
