using System.Diagnostics.CodeAnalysis;

namespace OrleansStream.Kafka;

/// <summary>The messages of a partition, staged until their batch is committed.</summary>
/// <remarks>As bytes: how many topics there are, each with its highest partition that a message names, then the messages. Numbers are little-endian, lengths and counts 7 bits at a time; strings are UTF-8
/// after their length; -1 stands for what is missing.</remarks>
[SuppressMessage("Design", "CA1001", Justification = "It owns memory only.")]
internal sealed class StagedPart
{
    private const int Missing = -1;

    private readonly MemoryStream _bytes = new();
    private readonly BinaryWriter _writer;
    private readonly Dictionary<string, int> _topics = new(StringComparer.Ordinal);

    internal StagedPart() => _writer = new BinaryWriter(_bytes);

    internal void Add(KafkaMessage message)
    {
        int partition = message.Partition ?? Missing;
        _topics[message.Topic] = Math.Max(partition, _topics.GetValueOrDefault(message.Topic, Missing));
        _writer.Write(message.Topic);
        _writer.Write(partition);
        Write(_writer, message.Key);
        Write(_writer, message.Value);
        _writer.Write7BitEncodedInt(message.Headers?.Count ?? 0);
        foreach (KafkaHeader header in message.Headers ?? [])
        {
            _writer.Write(header.Key);
            Write(_writer, header.Value);
        }
    }

    /// <summary>The part as bytes; empty if it has no messages.</summary>
    internal ReadOnlyMemory<byte> ToBytes()
    {
        if (_topics.Count == 0)
        {
            return default;
        }

        var part = new MemoryStream(checked((int)_bytes.Length + 64));
        var writer = new BinaryWriter(part);
        writer.Write7BitEncodedInt(_topics.Count);
        foreach ((string topic, int partition) in _topics)
        {
            writer.Write(topic);
            writer.Write(partition);
        }

        writer.Flush();
        _bytes.WriteTo(part);
        return part.GetBuffer().AsMemory(0, (int)part.Length);
    }

    /// <summary>The topics of a part, each with the highest partition that is named, or -1.</summary>
    internal static IReadOnlyList<(string Topic, int Partition)> TopicsOf(BinaryReader part)
    {
        var topics = new (string, int)[part.Read7BitEncodedInt()];
        for (int i = 0; i < topics.Length; i++)
        {
            topics[i] = (part.ReadString(), part.ReadInt32());
        }

        return topics;
    }

    /// <summary>Reads the next message.</summary>
    internal static KafkaMessage Read(BinaryReader part)
    {
        string topic = part.ReadString();
        int partition = part.ReadInt32();
        byte[]? key = ReadBytes(part);
        byte[]? value = ReadBytes(part);
        var headers = new KafkaHeader[part.Read7BitEncodedInt()];
        for (int i = 0; i < headers.Length; i++)
        {
            headers[i] = new KafkaHeader(part.ReadString(), ReadBytes(part));
        }

        return new KafkaMessage(topic, key, value, partition == Missing ? null : partition, headers);
    }

    private static void Write(BinaryWriter writer, byte[]? bytes)
    {
        writer.Write7BitEncodedInt(bytes?.Length ?? Missing);
        writer.Write(bytes ?? []);
    }

    private static byte[]? ReadBytes(BinaryReader reader) => reader.Read7BitEncodedInt() is >= 0 and var length ? reader.ReadBytes(length) : null;
}
