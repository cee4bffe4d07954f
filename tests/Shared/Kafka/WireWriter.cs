using System.Buffers;
using System.Buffers.Binary;

namespace OrleansStream.Tests.Kafka;

/// <summary>Writes an answer of Kafka's protocol, in the forms without compact fields.</summary>
internal sealed class WireWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    internal byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    internal WireWriter Byte(byte value)
    {
        _bytes.Write([value]);
        return this;
    }

    internal WireWriter Short(short value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(short)];
        BinaryPrimitives.WriteInt16BigEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    internal WireWriter Int(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    internal WireWriter Long(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    internal WireWriter Error(BrokerError error) => Short((short)error);

    internal WireWriter Text(string? value)
    {
        if (value is null)
        {
            return Short(-1);
        }

        byte[] text = System.Text.Encoding.UTF8.GetBytes(value);
        Short((short)text.Length);
        _bytes.Write(text);
        return this;
    }

    internal WireWriter Bytes(ReadOnlySpan<byte> value)
    {
        Int(value.Length);
        _bytes.Write(value);
        return this;
    }

    internal WireWriter Raw(ReadOnlySpan<byte> value)
    {
        _bytes.Write(value);
        return this;
    }

    internal WireWriter Array<T>(IReadOnlyCollection<T> elements, Action<WireWriter, T> element)
    {
        Int(elements.Count);
        foreach (T one in elements)
        {
            element(this, one);
        }

        return this;
    }

    /// <summary>An array of topics, each with an array of something for its partitions.</summary>
    internal WireWriter Topics<T>(IReadOnlyCollection<(string Topic, T[] Partitions)> topics, Action<WireWriter, string, T> partition) =>
        Array(topics, (writer, topic) => writer.Text(topic.Topic).Array(topic.Partitions, (inner, one) => partition(inner, topic.Topic, one)));
}
