using System.Reflection;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>The codec of a type that is known at run time only.</summary>
internal abstract class ValueCodec
{
    /// <exception cref="UnsupportedTypeException">The type cannot be encoded.</exception>
    internal static ValueCodec Of(Type type, JobEncoding encoding) =>
        (ValueCodec)typeof(ValueCodec).GetMethod(nameof(Create), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [encoding], null)!;

    /// <summary>Whether values may change once they are passed on.</summary>
    internal abstract bool IsMutable { get; }

    internal abstract byte[] Write(object? value);

    internal abstract object? Read(ReadOnlySpan<byte> bytes);

    private static ValueCodec<T> Create<T>(JobEncoding encoding) => new(encoding.CodecFor<T>());
}
