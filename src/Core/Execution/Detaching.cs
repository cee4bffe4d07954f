using System.Buffers;
using System.Reflection;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Copies records out of the batch's blocks, for results that outlive the batch.</summary>
internal static class Detaching
{
    /// <summary>What copies a record of this type, or null if records of the type cannot point into a block.</summary>
    internal static Func<T, T>? For<T>(JobEncoding encoding)
    {
        if (typeof(T) == typeof(Utf8Slice))
        {
            return (Func<T, T>)(object)(Func<Utf8Slice, Utf8Slice>)(slice => slice.Detach());
        }

        if (!HoldsSlices(typeof(T), []))
        {
            return null;
        }

        Codec<T> codec = encoding.CodecFor<T>();
        return record => Copy(codec, record);
    }

    private static T Copy<T>(Codec<T> codec, T record)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new RecordWriter(buffer);
        codec.Write(ref writer, record);
        writer.Flush();
        var reader = new RecordReader(buffer.WrittenSpan);
        return codec.Read(ref reader);
    }

    private static bool HoldsSlices(Type type, HashSet<Type> seen)
    {
        if (type == typeof(Utf8Slice))
        {
            return true;
        }

        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type.IsPointer || !seen.Add(type))
        {
            return false;
        }

        return (type.GetElementType() is { } element && HoldsSlices(element, seen))
            || type.GetGenericArguments().Any(argument => HoldsSlices(argument, seen))
            || type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Any(field => HoldsSlices(field.FieldType, seen));
    }
}
