using System.Buffers;
using System.Buffers.Binary;

namespace OrleansStream.Execution;

/// <summary>The sampled keys of a map partition.</summary>
/// <param name="weight">For how many records each stands.</param>
/// <param name="keys">The keys.</param>
internal sealed class SampleBucket<TKey>(double weight, RecordBucket<TKey> keys) : IShuffleBucket
{
    internal double Weight => weight;

    internal RecordPieces<TKey> Keys => keys.Pieces;

    public long Records => keys.Records;

    internal static SampleBucket<TKey> Decode(PooledBytes bytes, JobRuntime job)
    {
        using (bytes)
        {
            return new SampleBucket<TKey>(
                BinaryPrimitives.ReadDoubleLittleEndian(bytes.Span), RecordBucket<TKey>.Decode(bytes.Span[sizeof(double)..], job));
        }
    }

    public void Encode(IBufferWriter<byte> output)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(output.GetSpan(sizeof(double)), weight);
        output.Advance(sizeof(double));
        keys.Encode(output);
    }

    public void Dispose() => keys.Dispose();
}
