using System.Runtime.CompilerServices;

namespace OrleansStream.Receivers;

/// <summary>Says about how many bytes records take in memory, cheaply: what guards memory need not be exact.</summary>
internal static class RecordSize
{
    /// <summary>What an object is taken for that cannot be looked into: its header and a few members.</summary>
    internal const int OfObject = 64;

    // So many records stand for a block.
    private const int Samples = 16;

    // An object header, a method table pointer and the length.
    private const int StringOverhead = 22;

    internal static long Of<T>(ReadOnlySpan<T> records)
    {
        if (!RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            return (long)records.Length * Unsafe.SizeOf<T>();
        }

        if (records.IsEmpty)
        {
            return 0;
        }

        int samples = Math.Min(Samples, records.Length);
        long sampled = 0;
        for (int i = 0; i < samples; i++)
        {
            sampled += Unsafe.SizeOf<T>() + Behind(records[(int)((long)i * records.Length / samples)]);
        }

        return (long)(sampled * ((double)records.Length / samples));
    }

    private static long Behind<T>(T record) => record switch
    {
        null => 0,
        string text => StringOverhead + (2L * text.Length),
        Utf8Slice slice => slice.Length,
        byte[] bytes => bytes.Length,
        System.Collections.ICollection collection => OfObject + ((long)collection.Count * IntPtr.Size),
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
