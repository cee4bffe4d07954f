using System.Buffers;
using OrleansStream.Encoding;
using OrleansStream.Execution;

namespace OrleansStream.Receivers;

/// <summary>Records in the form of <see cref="Codec{T}.WriteBlock"/>, decoded each time a task reads them.</summary>
/// <param name="stored">The bytes.</param>
/// <param name="codec">Reads them.</param>
/// <param name="records">How many records, or 0 if nobody has counted them.</param>
internal sealed class EncodedBlock<T>(StoredBytes stored, Codec<T> codec, long records) : ReceivedBlock<T>
{
    /// <summary>The bytes.</summary>
    internal StoredBytes Stored => stored;

    internal override long Records => records;

    internal override long Bytes => stored.Length;

    internal override void Run<TSink>(ref TSink sink, TaskScope task)
    {
        (T[] decoded, int count) = Decode(stored.Read(task).Bytes.Span);
        _ = Chunks.TryPush<T, TSink>(decoded.AsSpan(0, count), ref sink, task);

        // Not after a failure: whoever pushed the records may still hold them.
        RecordBlock<T>.Return(decoded, count);
    }

    internal override void Release() => stored.Dispose();

    private (T[] Records, int Count) Decode(ReadOnlySpan<byte> encoded)
    {
        int count = 0;
        T[] decoded = [];
        try
        {
            count = codec.CountOf(encoded);
            decoded = ArrayPool<T>.Shared.Rent(count);
            codec.ReadBlock(encoded, decoded.AsSpan(0, count));
            return (decoded, count);
        }
        catch (CodecException error)
        {
            RecordBlock<T>.Return(decoded, count);
            throw new InvalidDataException(
                $"A received block of {stored.Length} bytes is not an encoded block of {TypeNames.Of(typeof(T))}: {error.Message}", error);
        }
    }
}
