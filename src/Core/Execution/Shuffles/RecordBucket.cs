using System.Buffers;
using System.Buffers.Binary;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>A bucket of records in order, of a map task here or decoded from another process.</summary>
internal sealed class RecordBucket<T>(RecordPieces<T> records, JobEncoding encoding) : IShuffleBucket
{
    internal RecordPieces<T> Pieces => records;

    public long Records => records.Count;

    internal static RecordBucket<T> Decode(ReadOnlySpan<byte> bytes, JobRuntime job)
    {
        Codec<T> codec = job.Encoding.CodecFor<T>();
        var arena = new KeyArena(poison: job.PoisonBuffers);
        var records = new RecordPieces<T>(detacher: null, arena);
        while (!bytes.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            ReadOnlySpan<byte> block = bytes.Slice(sizeof(int), length);
            int count = codec.CountOf(block);
            T[] rented = ArrayPool<T>.Shared.Rent(count);
            codec.ReadBlock(block, rented.AsSpan(0, count), arena);
            records.AddPiece(rented, count);
            bytes = bytes[(sizeof(int) + length)..];
        }

        return new RecordBucket<T>(records, job.Encoding);
    }

    /// <summary>Writes records as one of the blocks that make up an encoded bucket.</summary>
    internal static void WriteBlock(Codec<T> codec, ReadOnlySpan<T> records, ArrayBufferWriter<byte> scratch, IBufferWriter<byte> output)
    {
        scratch.ResetWrittenCount();
        codec.WriteBlock(records, scratch);
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), scratch.WrittenCount);
        output.Advance(sizeof(int));
        output.Write(scratch.WrittenSpan);
    }

    /// <summary>Pushes the records.</summary>
    /// <returns>False when the rest is not wanted.</returns>
    internal bool Feed<TSink>(ref TSink sink, TaskScope task)
        where TSink : struct, IRecordSink<T>
    {
        for (int piece = 0; piece < records.PieceCount; piece++)
        {
            ReadOnlySpan<T> all = records.Piece(piece);
            for (int start = 0; start < all.Length; start += Chunks.Records)
            {
                if (!task.Continue())
                {
                    return false;
                }

                foreach (T record in all.Slice(start, Math.Min(Chunks.Records, all.Length - start)))
                {
                    sink.Push(record);
                }
            }
        }

        return true;
    }

    public void Encode(IBufferWriter<byte> output)
    {
        Codec<T> codec = encoding.CodecFor<T>();
        var scratch = new ArrayBufferWriter<byte>();
        for (int i = 0; i < records.PieceCount; i++)
        {
            WriteBlock(codec, records.Piece(i), scratch, output);
        }
    }

    public void Dispose() => records.Dispose();
}
