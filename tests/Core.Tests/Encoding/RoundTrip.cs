using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Encoding;

/// <summary>Encodes and decodes through both forms.</summary>
internal static class RoundTrip
{
    public static byte[] Row<T>(Codec<T> codec, T value)
    {
        ArrayBufferWriter<byte> output = new();
        RecordWriter writer = new(output);
        codec.Write(ref writer, value);
        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Rows<T>(Codec<T> codec, IEnumerable<T> values)
    {
        ArrayBufferWriter<byte> output = new();
        RecordWriter writer = new(output);
        foreach (T value in values)
        {
            codec.Write(ref writer, value);
        }

        writer.Flush();
        return output.WrittenSpan.ToArray();
    }

    public static T ReadRow<T>(Codec<T> codec, ReadOnlySpan<byte> bytes)
    {
        RecordReader reader = new(bytes);
        T value = codec.Read(ref reader);
        Assert.Equal(0, reader.Remaining);
        return value;
    }

    public static byte[] Block<T>(Codec<T> codec, ReadOnlySpan<T> values)
    {
        ArrayBufferWriter<byte> output = new();
        codec.WriteBlock(values, output);
        return output.WrittenSpan.ToArray();
    }

    public static T[] ReadBlock<T>(Codec<T> codec, ReadOnlySpan<byte> bytes)
    {
        T[] values = new T[codec.CountOf(bytes)];
        codec.ReadBlock(bytes, values);
        return values;
    }

    /// <summary>Both forms give the values back; sameness is that of the row bytes, and of <paramref name="same"/> where given.</summary>
    public static void Check<T>(Codec<T> codec, T[] values, Func<T, T, bool>? same = null, string note = "")
    {
        byte[] rows = Rows(codec, values);
        RecordReader reader = new(rows);
        T[] back = new T[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            back[i] = codec.Read(ref reader);
        }

        Assert.True(reader.Remaining == 0, $"{typeof(T)}: rows left {reader.Remaining} bytes. {note}");
        Assert.True(rows.AsSpan().SequenceEqual(Rows(codec, back)), $"{typeof(T)}: rows changed. {note}");
        T[] columns = ReadBlock(codec, Block<T>(codec, values));
        Assert.True(rows.AsSpan().SequenceEqual(Rows(codec, columns)), $"{typeof(T)}: columns differ from rows. {note}");
        for (int i = 0; same is not null && i < values.Length; i++)
        {
            Assert.True(same(values[i], back[i]) && same(values[i], columns[i]), $"{typeof(T)}: value {i} differs. {note}");
        }
    }
}
