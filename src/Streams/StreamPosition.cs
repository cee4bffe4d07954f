using Orleans.Serialization;
using Orleans.Streams;

namespace OrleansStream.Streams;

/// <summary>Which item of a stream a receiver has stored last, as its log has it.</summary>
internal static class StreamPosition
{
    /// <summary>The bytes of a position.</summary>
    /// <param name="stream">The stream: another one that the receiver is given later has no position yet.</param>
    /// <param name="last">The last item that was stored.</param>
    /// <param name="serializer">Knows the provider's tokens.</param>
    internal static byte[] Encode(StreamAddress stream, StreamSequenceToken last, Serializer serializer)
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(stream.Provider);
        writer.Write(stream.Namespace);
        writer.Write(stream.Key);
        writer.Write(serializer.SerializeToArray(last));
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>The last item of a stream that was stored, or null if the position is none of this stream.</summary>
    internal static StreamSequenceToken? Decode(ReadOnlyMemory<byte> position, StreamAddress stream, Serializer serializer)
    {
        if (position.IsEmpty)
        {
            return null;
        }

        using var reader = new BinaryReader(new MemoryStream(position.ToArray()));
        var of = new StreamAddress(reader.ReadString(), reader.ReadString(), reader.ReadString());
        return of == stream ? serializer.Deserialize<StreamSequenceToken>(reader.ReadBytes(position.Length)) : null;
    }
}
