using System.Buffers;
using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Encoding;

/// <summary>Tuples of two are encoded by a codec of their own; bytes on disk and between processes are those of any other structure.</summary>
public sealed class PairCodecTests
{
    private const int Seed = 20261127;

    private readonly JobEncoding _encoding = new();

    private record struct Written(string? Item1, long Item2);

    private record struct Nested((string? First, int Second) Item1, string? Item2);

    [Fact]
    public void Pairs_are_written_as_structures_with_the_same_members()
    {
        var values = new RandomValues(Seed);
        for (int count = 0; count < 300; count++)
        {
            (string?, long)[] pairs = values.Many<(string?, long)>(count);
            byte[] bytes = Write(pairs);
            Assert.Equal(Write([.. pairs.Select(pair => new Written(pair.Item1, pair.Item2))]), bytes);
            Assert.Equal(pairs, Read<(string?, long)>(bytes));

            ((string?, int), string?)[] nested = values.Many<((string?, int), string?)>(count);
            bytes = Write(nested);
            Assert.Equal(Write([.. nested.Select(pair => new Nested(pair.Item1, pair.Item2))]), bytes);
            Assert.Equal(nested, Read<((string?, int), string?)>(bytes));
        }
    }

    [Fact]
    public void Text_survives_whatever_stands_wherever_in_it()
    {
        foreach (string odd in (string[])["\u007F", "\u0080", "\u00FF", "\u0100", "\u20AC", "\U0001F600", "\uD800", "\uDC00", "\uFFFF"])
        {
            (string?, long)[] pairs =
            [
                .. from length in Enumerable.Range(0, 40)
                   from place in Enumerable.Range(0, length + 1)
                   select (new string('a', place) + odd + new string('b', length - place), 0L),
            ];
            Assert.Equal(pairs, Read<(string?, long)>(Write(pairs)));
        }
    }

    private byte[] Write<T>(T[] values)
    {
        var output = new ArrayBufferWriter<byte>();
        _encoding.CodecFor<T>().WriteBlock(values, output);
        return output.WrittenSpan.ToArray();
    }

    private T[] Read<T>(byte[] bytes)
    {
        Codec<T> codec = _encoding.CodecFor<T>();
        var values = new T[codec.CountOf(bytes)];
        codec.ReadBlock(bytes, values);
        return values;
    }
}
