using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Checkpoints;

/// <summary>The times of batches in a block of state: the least, then, unless all are the same, a unit and how many units each is later.</summary>
/// <remarks>The unit is the greatest that fits, in the end the batch interval: a column of ages of at most 255 batches takes a byte for each.</remarks>
internal static class StampColumn
{
    // Not the job's encoding: users register codecs there.
    private static readonly Codec<ulong> Steps = new JobEncoding().CodecFor<ulong>();

    /// <summary>Writes times; nothing for none.</summary>
    internal static void Write(ReadOnlySpan<long> stamps, IBufferWriter<byte> output)
    {
        if (stamps.IsEmpty)
        {
            return;
        }

        long least = long.MaxValue;
        foreach (long stamp in stamps)
        {
            least = Math.Min(least, stamp);
        }

        ulong unit = 0;
        foreach (long stamp in stamps)
        {
            ulong later = (ulong)(stamp - least);
            if (unit == 0 || Remainder(later, unit) != 0)
            {
                unit = GreatestCommonDivisor(unit, later);
            }
        }

        var writer = new RecordWriter(output);
        writer.WriteInt64(least);
        if (unit > 0)
        {
            writer.WriteUInt64(unit);
        }

        writer.Flush();
        if (unit > 0)
        {
            WriteSteps(stamps, least, unit, output);
        }
    }

    /// <summary>Reads as many times as there is room for.</summary>
    /// <exception cref="CodecException">The bytes are damaged.</exception>
    internal static void Read(ReadOnlySpan<byte> bytes, Span<long> stamps)
    {
        if (stamps.IsEmpty && bytes.IsEmpty)
        {
            return;
        }

        var reader = new RecordReader(bytes);
        long least = reader.ReadInt64();
        if (reader.Remaining == 0)
        {
            stamps.Fill(least);
            return;
        }

        ulong unit = reader.ReadUInt64();
        ulong[] steps = ArrayPool<ulong>.Shared.Rent(stamps.Length);
        Steps.ReadBlock(bytes[reader.Position..], steps.AsSpan(0, stamps.Length));
        for (int i = 0; i < stamps.Length; i++)
        {
            stamps[i] = least + (long)(steps[i] * unit);
        }

        ArrayPool<ulong>.Shared.Return(steps);
    }

    private static void WriteSteps(ReadOnlySpan<long> stamps, long least, ulong unit, IBufferWriter<byte> output)
    {
        ulong[] steps = ArrayPool<ulong>.Shared.Rent(stamps.Length);
        for (int i = 0; i < stamps.Length; i++)
        {
            ulong later = (ulong)(stamps[i] - least);
            steps[i] = (later | unit) <= uint.MaxValue ? (uint)later / (uint)unit : later / unit;
        }

        Steps.WriteBlock(steps.AsSpan(0, stamps.Length), output);
        ArrayPool<ulong>.Shared.Return(steps);
    }

    /// <summary>Processors divide short numbers faster.</summary>
    private static ulong Remainder(ulong number, ulong by) => (number | by) <= uint.MaxValue ? (uint)number % (uint)by : number % by;

    private static ulong GreatestCommonDivisor(ulong one, ulong other)
    {
        while (other > 0)
        {
            (one, other) = (other, one % other);
        }

        return one;
    }
}
