using System.Buffers;
using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Copies records out of the batch's blocks, for results that outlive the batch.</summary>
internal static class Detaching
{
    /// <summary>The records as an array that stays valid.</summary>
    internal static T[] Detach<T>(List<T> records, JobEncoding encoding)
    {
        T[] kept = [.. records];
        encoding.DetacherFor<T>()?.DetachAll(kept, arena: null);
        return kept;
    }

    /// <summary>A value that stays valid: a copy where its type can point into blocks.</summary>
    internal static T Detach<T>(T value, JobEncoding encoding) => Detach([value], encoding)[0];

    /// <summary>Whether no user code can change a value of the type once it is there.</summary>
    internal static bool IsImmutable<T>() => typeof(T) == typeof(string) || !RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    /// <summary>Makes copies of a value as it is now.</summary>
    /// <exception cref="UnsupportedTypeException">The type has no codec.</exception>
    internal static Func<T> Copier<T>(T value, JobEncoding encoding)
    {
        Codec<T> codec = encoding.CodecFor<T>();
        ReadOnlyMemory<byte> bytes = Encode(value, codec);
        return () => Decode(bytes.Span, codec);
    }

    /// <summary>Encodes one value.</summary>
    internal static ReadOnlyMemory<byte> Encode<T>(T value, Codec<T> codec)
    {
        var bytes = new ArrayBufferWriter<byte>();
        codec.WriteBlock([value], bytes);
        return bytes.WrittenMemory;
    }

    /// <summary>Reads what <see cref="Encode"/> has written.</summary>
    internal static T Decode<T>(ReadOnlySpan<byte> bytes, Codec<T> codec)
    {
        var values = new T[1];
        codec.ReadBlock(bytes, values);
        return values[0];
    }
}
