using System.Buffers;
using System.Reflection;
using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Copies records out of the batch's blocks, for results that outlive the batch.</summary>
internal static class Detaching
{
    /// <summary>The records as an array that stays valid: a copy through the codec where their type can point into blocks.</summary>
    internal static T[] Detach<T>(List<T> records, JobEncoding encoding)
    {
        T[] kept = [.. records];
        if (kept.Length > 0 && Slices<T>.AreHeld)
        {
            Codec<T> codec = encoding.CodecFor<T>();
            var bytes = new ArrayBufferWriter<byte>();
            codec.WriteBlock(kept, bytes);
            codec.ReadBlock(bytes.WrittenSpan, kept);
        }

        return kept;
    }

    /// <summary>A value that stays valid: a copy through the codec where its type can point into blocks.</summary>
    internal static T Detach<T>(T value, JobEncoding encoding) => Slices<T>.AreHeld ? Detach([value], encoding)[0] : value;

    /// <summary>Whether no user code can change a value of the type once it is there.</summary>
    internal static bool IsImmutable<T>() => typeof(T) == typeof(string) || !RuntimeHelpers.IsReferenceOrContainsReferences<T>();

    /// <summary>Makes copies of a value as it is now.</summary>
    /// <exception cref="UnsupportedTypeException">The type has no codec.</exception>
    internal static Func<T> Copier<T>(T value, JobEncoding encoding)
    {
        Codec<T> codec = encoding.CodecFor<T>();
        var bytes = new ArrayBufferWriter<byte>();
        codec.WriteBlock([value], bytes);
        return () =>
        {
            var copy = new T[1];
            codec.ReadBlock(bytes.WrittenSpan, copy);
            return copy[0];
        };
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

    /// <summary>What is known of a record type; ends with the type, so user types can be unloaded.</summary>
    private static class Slices<T>
    {
        internal static readonly bool AreHeld = HoldsSlices(typeof(T), []);
    }
}
