using System.Buffers;
using System.Reflection;
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
