using System.Buffers;
using System.Collections;
using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>Says about how many bytes records take in memory as objects: what guards memory need not be exact.</summary>
internal static class RecordSize
{
    // What an object is taken for that is not looked into: its header and a few members.
    internal const int OfObject = 64;

    // So many records stand for all.
    private const int Samples = 16;

    // An object header, a method table pointer and the length.
    private const int StringOverhead = 22;

    /// <summary>A cheap guess, exact for records without references.</summary>
    internal static long Of<T>(ReadOnlySpan<T> records)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            return (long)records.Length * Unsafe.SizeOf<T>();
        }

        int samples = Math.Min(Samples, records.Length);
        long sampled = 0;
        for (int i = 0; i < samples; i++)
        {
            sampled += Unsafe.SizeOf<T>() + Behind(records[(int)((long)i * records.Length / samples)]);
        }

        return samples == 0 ? 0 : (long)(sampled * ((double)records.Length / samples));
    }

    /// <summary>A better guess for records with members of their own, from what some of them take encoded.</summary>
    internal static long Of<T>(ReadOnlySpan<T> records, Codec<T> codec)
    {
        if (records.IsEmpty || !RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            return Of(records);
        }

        var bytes = new ArrayBufferWriter<byte>();
        var writer = new RecordWriter(bytes);
        int samples = Math.Min(Samples, records.Length);
        for (int i = 0; i < samples; i++)
        {
            codec.Write(ref writer, records[(int)((long)i * records.Length / samples)]);
        }

        writer.Flush();

        // Text is a byte a character encoded, and two in a string.
        long encoded = (long)records.Length * (Unsafe.SizeOf<T>() + (2 * bytes.WrittenCount / samples));
        return Math.Max(Of(records), encoded);
    }

    private static long Behind<T>(T record) => record switch
    {
        null => 0,
        string text => StringOverhead + (2L * text.Length),
        Utf8Slice slice => slice.Length,
        byte[] bytes => bytes.Length,
        ICollection collection => OfObject + ((long)collection.Count * IntPtr.Size),
        ITuple tuple => Parts(tuple),
        _ => OfObject,
    };

    private static long Parts(ITuple tuple)
    {
        long sum = 0;
        for (int i = 0; i < tuple.Length; i++)
        {
            object? part = tuple[i];
            sum += part is ValueType and not ITuple and not Utf8Slice ? 0 : Behind(part);
        }

        return sum;
    }
}
