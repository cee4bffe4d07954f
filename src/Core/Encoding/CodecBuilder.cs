#pragma warning disable
namespace OrleansStream.Encoding;
internal sealed class CodecBuilder
{
    public CodecBuilder(params object[] a) {}
    public Codec<T> Build<T>() => throw new NotSupportedException();
    public HashSet<Type> Used = new();
}
