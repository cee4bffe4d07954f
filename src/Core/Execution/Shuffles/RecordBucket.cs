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
        PiecePool<T> pool = job.Pieces.Of<T>();
        var records = new RecordPieces<T>(detacher: null, arena, pool);
        while (!bytes.IsEmpty)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
            ReadOnlySpan<byte> block = bytes.Slice(sizeof(int), length);
            int count = codec.CountOf(block);
            T[] rented = pool.Rent(count);
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
