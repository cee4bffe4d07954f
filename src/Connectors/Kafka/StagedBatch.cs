using System.Runtime.InteropServices;

namespace OrleansStream.Kafka;

/// <summary>The messages of a batch, staged with its commit.</summary>
internal sealed class StagedBatch
{
    private const byte Version = 1;

    private readonly ReadOnlyMemory<byte> _parts;

    private StagedBatch(long time, string transactionalId, ReadOnlyMemory<byte> parts)
    {
        Time = time;
        TransactionalId = transactionalId;
        _parts = parts;
    }

    /// <summary>The batch time, in Unix milliseconds.</summary>
    internal long Time { get; }

    /// <summary>Who sends it.</summary>
    internal string TransactionalId { get; }

    /// <summary>The topic of the first message.</summary>
    internal string FirstTopic => Messages.First().Topic;

    /// <summary>The messages, in the order of the dataset.</summary>
    internal IEnumerable<KafkaMessage> Messages
    {
        get
        {
            using BinaryReader reader = ReaderOf(_parts);
            Stream stream = reader.BaseStream;
            while (stream.Position < stream.Length)
            {
                long end = reader.ReadInt32() + stream.Position;
                StagedPart.TopicsOf(reader);
                while (stream.Position < end)
                {
                    yield return StagedPart.Read(reader);
                }
            }
        }
    }

    /// <summary>Puts the parts of a batch together.</summary>
    /// <exception cref="KafkaStreamException">They are too large.</exception>
    internal static byte[] Join(BatchTime time, string transactionalId, IReadOnlyList<ReadOnlyMemory<byte>> parts)
    {
        long length = parts.Sum(part => (long)part.Length + sizeof(int)) + transactionalId.Length;
        if (length > Array.MaxLength)
        {
            throw new KafkaStreamException(FormattableString.Invariant(
                $"Batch {time} has {length} bytes for Kafka, and can stage {Array.MaxLength} at most. Take less into a batch: a shorter interval, or a lower rate of its sources."));
        }

        var bytes = new MemoryStream((int)length);
        var writer = new BinaryWriter(bytes);
        writer.Write(Version);
        writer.Write(time.Milliseconds);
        writer.Write(transactionalId);
        foreach (ReadOnlyMemory<byte> part in parts.Where(part => part.Length > 0))
        {
            writer.Write(part.Length);
            writer.Write(part.Span);
        }

        writer.Flush();
        return bytes.ToArray();
    }

    /// <exception cref="KafkaStreamException">A newer version has staged it.</exception>
    internal static StagedBatch From(ReadOnlyMemory<byte> joined)
    {
        using BinaryReader reader = ReaderOf(joined);
        byte version = reader.ReadByte();
        if (version != Version)
        {
            throw new KafkaStreamException(
                $"A batch was staged for Kafka in form {version}, and this program knows form {Version} only. Continue the job with the version that staged it, or a later one.");
        }

        long time = reader.ReadInt64();
        string id = reader.ReadString();
        return new StagedBatch(time, id, joined[(int)reader.BaseStream.Position..]);
    }

    internal static BinaryReader ReaderOf(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out ArraySegment<byte> array)
        ? new BinaryReader(new MemoryStream(array.Array!, array.Offset, array.Count, writable: false))
        : new BinaryReader(new MemoryStream(bytes.ToArray(), writable: false));
}
