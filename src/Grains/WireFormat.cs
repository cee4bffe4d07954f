using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Grains;

/// <summary>Encodes the engine's messages for grain calls.</summary>
internal sealed class WireFormat(JobEncoding encoding)
{
    /// <summary>For messages in which nothing is the job's: they need no definition of it.</summary>
    internal static WireFormat OfEngine { get; } = new(new JobEncoding());

    internal byte[] Write<T>(T message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new RecordWriter(buffer);
        encoding.CodecFor<T>().Write(ref writer, message);
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    internal T Read<T>(ReadOnlySpan<byte> bytes)
    {
        var reader = new RecordReader(bytes);
        return encoding.CodecFor<T>().Read(ref reader);
    }
}
