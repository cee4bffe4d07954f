using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Records as they are.</summary>
internal sealed class RecordsBucket<T>(T[] records, JobEncoding encoding) : IShuffleBucket
{
    long IShuffleBucket.Records => records.Length;

    internal ReadOnlySpan<T> Records => records;

    internal static RecordsBucket<T> Decode(ReadOnlySpan<byte> bytes, JobEncoding encoding)
    {
        Codec<T> codec = encoding.CodecFor<T>();
        var records = new T[codec.CountOf(bytes)];
        codec.ReadBlock(bytes, records);
        return new RecordsBucket<T>(records, encoding);
    }

    public void Encode(IBufferWriter<byte> output) => encoding.CodecFor<T>().WriteBlock(records, output);

    public void Dispose()
    {
    }
}
