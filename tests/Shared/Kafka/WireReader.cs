using System.Buffers.Binary;

namespace OrleansStream.Tests.Kafka;

/// <summary>Reads a request of Kafka's protocol, in the forms without compact fields.</summary>
internal sealed class WireReader(byte[] bytes)
{
    private int _at;

    internal byte Byte() => bytes[_at++];

    internal bool Flag() => Byte() != 0;

    internal short Short() => BinaryPrimitives.ReadInt16BigEndian(Take(sizeof(short)));

    internal int Int() => BinaryPrimitives.ReadInt32BigEndian(Take(sizeof(int)));

    internal long Long() => BinaryPrimitives.ReadInt64BigEndian(Take(sizeof(long)));

    internal string Text() => NullableText() ?? throw new InvalidDataException("A string is missing.");

    internal string? NullableText() => Short() is >= 0 and var length ? System.Text.Encoding.UTF8.GetString(Take(length)) : null;

    internal byte[] Bytes() => Int() is > 0 and var length ? Take(length).ToArray() : [];

    /// <summary>An array; empty if it is missing.</summary>
    internal T[] Array<T>(Func<WireReader, T> element)
    {
        var elements = new T[Math.Max(Int(), 0)];
        for (int i = 0; i < elements.Length; i++)
        {
            elements[i] = element(this);
        }

        return elements;
    }

    /// <summary>An array of topics, each with an array of something for its partitions.</summary>
    internal (string Topic, T[] Partitions)[] Topics<T>(Func<WireReader, T> partition) => Array(reader => (reader.Text(), reader.Array(partition)));

    private ReadOnlySpan<byte> Take(int length)
    {
        ReadOnlySpan<byte> taken = bytes.AsSpan(_at, length);
        _at += length;
        return taken;
    }
}
