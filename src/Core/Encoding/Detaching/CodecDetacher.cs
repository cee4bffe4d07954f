using System.Buffers;

namespace OrleansStream.Encoding;

/// <summary>Copies what the engine cannot take apart: it is written by its codec and read back.</summary>
internal sealed class CodecDetacher<T>(Codec<T> codec) : Detacher<T>
{
    internal override T Detach(T record, KeyArena? arena)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new RecordWriter(bytes);
        codec.Write(ref writer, record);
        writer.Flush();
        var reader = new RecordReader(bytes.WrittenSpan, arena);
        return codec.Read(ref reader);
    }
}
