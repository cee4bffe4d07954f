using System.Buffers;
using System.Runtime.CompilerServices;
using OrleansStream.Encoding;

namespace OrleansStream.Execution;

/// <summary>About how much memory records take as objects.</summary>
internal static class RecordSize
{
    private const int Samples = 8;

    // An object's header and the rounding up of its length, of which a record of a few members has two or three.
    private const int ObjectOverhead = 48;

    /// <summary>An estimate: exact for records without references, else from what some of them take encoded.</summary>
    internal static long Estimate<T>(ReadOnlySpan<T> records, Codec<T>? codec)
    {
        long own = (long)records.Length * Unsafe.SizeOf<T>();
        if (records.IsEmpty || !RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            return own;
        }

        if (codec is null)
        {
            return own + ((long)records.Length * ObjectOverhead);
        }

        int step = Math.Max(1, records.Length / Samples);
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new RecordWriter(bytes);
        int taken = 0;
        for (int i = 0; i < records.Length; i += step)
        {
            codec.Write(ref writer, records[i]);
            taken++;
        }

        writer.Flush();

        // Text is a byte a character encoded, and two in a string.
        return own + (records.Length * (ObjectOverhead + (2L * bytes.WrittenCount / taken)));
    }
}
