using OrleansStream.Encoding;

namespace OrleansStream.Outputs;

/// <summary>Records as <see cref="ObjectFileLayout"/> says.</summary>
internal sealed class ObjectFileOutputFormat<T>(Codec<T> codec) : FileOutputFormat<T>
{
    public override FileRecordWriter<T> Open(Stream stream) => new ObjectRecordWriter<T>(codec, stream);
}
