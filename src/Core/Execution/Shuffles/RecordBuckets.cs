using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Buckets of records in order, wherever the records are.</summary>
internal static class RecordBuckets
{
    /// <summary>Makes a bucket of what another process encoded: records are made as they are read, unless text slices among them must last.</summary>
    internal static IShuffleBucket Decode<T>(PooledBytes bytes, JobRuntime job)
    {
        if (job.Encoding.DetacherFor<T>() is null)
        {
            return new EncodedBucket(bytes);
        }

        using (bytes)
        {
            return RecordBucket<T>.Decode(bytes.Span, job);
        }
    }

    /// <summary>Pushes the records of a bucket.</summary>
    /// <param name="bucket">The bucket, or null for no records.</param>
    /// <param name="sink">Where to.</param>
    /// <param name="task">The task.</param>
    /// <param name="job">The job.</param>
    /// <returns>False when the rest of the partition is not wanted.</returns>
    internal static bool Feed<T, TSink>(IShuffleBucket? bucket, ref TSink sink, TaskScope task, JobRuntime job)
        where TSink : struct, IRecordSink<T> =>
        bucket switch
        {
            RecordBucket<T> inMemory => inMemory.Pieces.Feed(ref sink, task),
            StoredBucket<T> stored => stored.Feed(ref sink, task),
            EncodedBucket encoded => Feed(encoded.Bytes, job.Encoding.CodecFor<T>(), ref sink, task),
            _ => true,
        };

    private static bool Feed<T, TSink>(ReadOnlySpan<byte> blocks, Codec<T> codec, ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T>
    {
        bool goesOn = true;
        while (goesOn && !blocks.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(blocks);
            ReadOnlySpan<byte> block = blocks.Slice(sizeof(int), length);
            int count = codec.CountOf(block);
            T[] records = ArrayPool<T>.Shared.Rent(count);
            codec.ReadBlock(block, records.AsSpan(0, count));
            goesOn = Chunks.TryPush<T, TSink>(records.AsSpan(0, count), ref sink, task);

            // One that was left by an error is lost to the pool, no more.
            ArrayPool<T>.Shared.Return(records, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
            blocks = blocks[(sizeof(int) + length)..];
        }

        return goesOn;
    }
}
