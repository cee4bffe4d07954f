using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>The entries of combine tables on their way between processes.</summary>
/// <remarks>
/// A bucket is a sequence of blocks. One of entries has their number, negated, then the length of the keys' bytes, these, the length of the
/// values' bytes, and these. One of pairs, as they come from disk, has its length, and is as <see cref="RecordBucket{T}"/> writes it.
/// </remarks>
internal static class EntryBlocks
{
    /// <summary>Entries in a block: what is staged stays in the nearest cache.</summary>
    private const int Length = 256;

    /// <summary>Writes the entries of a table.</summary>
    internal static void Write<TKey, TStored, TValue, TKeys>(
        CombineTable<TKey, TStored, TValue, TKeys> table, TKeys keys, JobEncoding encoding, IBufferWriter<byte> output)
        where TKeys : struct, IStoredKeys<TKey, TStored>
    {
        Codec<TKey> keyCodec = encoding.CodecFor<TKey>();
        Codec<TValue> valueCodec = encoding.CodecFor<TValue>();
        var scratch = new ArrayBufferWriter<byte>();
        TStored[] stored = ArrayPool<TStored>.Shared.Rent(Length);
        TValue[] values = ArrayPool<TValue>.Shared.Rent(Length);
        ReadOnlySpan<CombineTable<TKey, TStored, TValue, TKeys>.Entry> entries = table.Entries;
        while (!entries.IsEmpty)
        {
            int count = Math.Min(entries.Length, Length);
            for (int i = 0; i < count; i++)
            {
                stored[i] = entries[i].Key;
                values[i] = entries[i].Value;
            }

            WriteNumber(-count, output);
            scratch.ResetWrittenCount();
            keys.Write(stored.AsSpan(0, count), keyCodec, scratch);
            WriteNumber(scratch.WrittenCount, output);
            output.Write(scratch.WrittenSpan);
            scratch.ResetWrittenCount();
            valueCodec.WriteBlock(values.AsSpan(0, count), scratch);
            WriteNumber(scratch.WrittenCount, output);
            output.Write(scratch.WrittenSpan);
            entries = entries[count..];
        }

        Return(stored);
        Return(values);
    }

    /// <summary>Reads the blocks of a bucket.</summary>
    /// <param name="bytes">The bucket.</param>
    /// <param name="keys">How keys are kept.</param>
    /// <param name="encoding">The job's encoding.</param>
    /// <param name="arena">Keeps what keys and values point into.</param>
    /// <param name="reader">Takes entries as they come, some hundreds at a time.</param>
    internal static void Read<TKey, TStored, TValue, TKeys, TReader>(
        ReadOnlySpan<byte> bytes, TKeys keys, JobEncoding encoding, KeyArena arena, ref TReader reader)
        where TKeys : struct, IStoredKeys<TKey, TStored>
        where TReader : struct, IEntryReader<TStored, TValue>
    {
        Codec<TKey> keyCodec = encoding.CodecFor<TKey>();
        Codec<TValue> valueCodec = encoding.CodecFor<TValue>();
        TStored[] stored = ArrayPool<TStored>.Shared.Rent(Length);
        TValue[] values = ArrayPool<TValue>.Shared.Rent(Length);
        while (!bytes.IsEmpty)
        {
            int header = ReadNumber(ref bytes);
            if (header < 0)
            {
                Span<TStored> blockKeys = stored.AsSpan(0, -header);
                Span<TValue> blockValues = values.AsSpan(0, -header);
                keys.Read(Take(ref bytes, ReadNumber(ref bytes)), keyCodec, blockKeys, arena);
                valueCodec.ReadBlock(Take(ref bytes, ReadNumber(ref bytes)), blockValues, arena);
                reader.Take(blockKeys, blockValues);
            }
            else
            {
                ReadPairs<TKey, TStored, TValue, TKeys, TReader>(Take(ref bytes, header), keys, encoding, arena, stored, values, ref reader);
            }
        }

        Return(stored);
        Return(values);
    }

    private static void ReadPairs<TKey, TStored, TValue, TKeys, TReader>(
        ReadOnlySpan<byte> block, TKeys keys, JobEncoding encoding, KeyArena arena, TStored[] stored, TValue[] values, ref TReader reader)
        where TKeys : struct, IStoredKeys<TKey, TStored>
        where TReader : struct, IEntryReader<TStored, TValue>
    {
        Codec<(TKey Key, TValue Value)> codec = encoding.CodecFor<(TKey Key, TValue Value)>();
        (TKey Key, TValue Value)[] pairs = ArrayPool<(TKey Key, TValue Value)>.Shared.Rent(codec.CountOf(block));
        ReadOnlySpan<(TKey Key, TValue Value)> left = pairs.AsSpan(0, codec.CountOf(block));
        codec.ReadBlock(block, pairs.AsSpan(0, left.Length), arena);
        while (!left.IsEmpty)
        {
            int count = Math.Min(left.Length, Length);
            for (int i = 0; i < count; i++)
            {
                stored[i] = keys.Form(left[i].Key);
                values[i] = left[i].Value;
            }

            reader.Take(stored.AsSpan(0, count), values.AsSpan(0, count));
            left = left[count..];
        }

        Return(pairs);
    }

    private static void WriteNumber(int number, IBufferWriter<byte> output)
    {
        BinaryPrimitives.WriteInt32LittleEndian(output.GetSpan(sizeof(int)), number);
        output.Advance(sizeof(int));
    }

    private static int ReadNumber(ref ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(Take(ref bytes, sizeof(int)));

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes, int length)
    {
        ReadOnlySpan<byte> taken = bytes[..length];
        bytes = bytes[length..];
        return taken;
    }

    // Arrays that an error leaves behind are lost to the pool, no more.
    private static void Return<T>(T[] rented) => ArrayPool<T>.Shared.Return(rented, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
}
