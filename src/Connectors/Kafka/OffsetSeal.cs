using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Kafka;

/// <summary>The ranges of a batch in the form that its seal carries.</summary>
internal static class OffsetSeal
{
    private const byte Version = 1;
    private const int DescribedRanges = 20;

    internal static ReadOnlyMemory<byte> Encode(IReadOnlyList<OffsetRange> ranges)
    {
        var output = new ArrayBufferWriter<byte>();
        RecordWriter writer = new(output);
        writer.WriteByte(Version);
        writer.WriteUInt64((ulong)ranges.Count);
        foreach (OffsetRange range in ranges)
        {
            writer.WriteString(range.Topic);
            writer.WriteInt64(range.Partition);
            writer.WriteInt64(range.From);
            writer.WriteInt64(range.Until);
        }

        writer.Flush();
        return output.WrittenMemory;
    }

    /// <exception cref="CodecException">The bytes are damaged, or from a newer version.</exception>
    internal static IReadOnlyList<OffsetRange> Decode(ReadOnlySpan<byte> bytes)
    {
        RecordReader reader = new(bytes);
        byte version = reader.ReadByte();
        if (version != Version)
        {
            reader.Fail($"The seal of a Kafka stream is of version {version}; this program knows version {Version}.");
        }

        var ranges = new List<OffsetRange>();
        for (ulong count = reader.ReadUInt64(); count > 0; count--)
        {
            ranges.Add(new OffsetRange(reader.ReadString() ?? "", checked((int)reader.ReadInt64()), reader.ReadInt64(), reader.ReadInt64()));
        }

        return ranges;
    }

    /// <summary>For people: the ranges that hold anything, the first of them if there are many.</summary>
    internal static string Describe(IReadOnlyList<OffsetRange> ranges)
    {
        OffsetRange[] full = [.. ranges.Where(range => range.Count > 0)];
        string named = string.Join(", ", full.Take(DescribedRanges).Select(range => range.ToString()));
        return full.Length switch
        {
            0 => "no new records",
            <= DescribedRanges => named,
            _ => FormattableString.Invariant($"{named} and {full.Length - DescribedRanges} more"),
        };
    }
}
