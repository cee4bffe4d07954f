using OrleansStream.Encoding;
using OrleansStream.Rdds;
using OrleansStream.Receivers;

namespace OrleansStream.Core.Tests.Receivers;

public sealed class LineBlockBuilderTests : IDisposable
{
    private const int MaxLine = 4 << 20;

    private static readonly Utf8BufferPool Pool = new(LineBlockBuilder.GreatestLength);

    private readonly List<(LineBlock Block, long Lines)> _stored = [];
    private readonly LineBlockBuilder _builder;

    public LineBlockBuilderTests() => _builder = new LineBlockBuilder((block, lines) => _stored.Add((block, lines)), Pool, MaxLine, poison: true);

    public void Dispose() => _builder.Dispose();

    [Fact]
    public void A_cut_takes_whole_lines_and_leaves_the_unfinished_one()
    {
        Read("one\ntwo\nthr"u8);
        _builder.Cut();
        Read("ee\n"u8);
        _builder.Cut();
        _builder.Cut();
        Assert.Equal(["one|two", "three"], Texts());
        Assert.Equal([2L, 1L], _stored.Select(stored => stored.Lines));
    }

    [Fact]
    public void The_end_of_the_input_ends_the_last_line()
    {
        Read("one\r\ntwo"u8);
        _builder.Finish();
        Assert.Equal(["one|two"], Texts());
    }

    [Fact]
    public void A_stop_drops_the_unfinished_line()
    {
        Read("one\ntw"u8);
        _builder.Dispose();
        _builder.Cut();
        Assert.Equal(["one"], Texts());
    }

    [Fact]
    public void A_cut_while_a_read_is_under_way_moves_nothing()
    {
        Read("one\ntwo"u8);
        Memory<byte> room = _builder.Room();
        _builder.Cut();
        "!\n"u8.CopyTo(room.Span);
        _builder.Advance(2);
        _builder.Cut();
        Assert.Equal(["one", "two!"], Texts());
        Assert.Same(_stored[0].Block.Block.Bytes, _stored[1].Block.Block.Bytes);
    }

    [Fact]
    public void Each_block_expires_at_its_own_time_and_is_poisoned()
    {
        Read("one\n"u8);
        _builder.Cut();
        Read("two\n"u8);
        _builder.Cut();
        LineBlock first = _stored[0].Block;
        byte[] bytes = first.Block.Bytes;
        first.Block.Release();
        Assert.Throws<SliceExpiredException>(() => first.Block.Bytes);
        Assert.Equal(Enumerable.Repeat(Utf8Block.Poison, first.Length), bytes[first.Start..(first.Start + first.Length)]);
        Assert.Equal("two", Text(_stored[1].Block));
    }

    [Fact]
    public void A_line_longer_than_an_array_makes_it_grow()
    {
        byte[] line = new byte[1_000_000];
        line.AsSpan().Fill((byte)'x');
        Read("a\n"u8);
        Read(line);
        Read("\nb\n"u8);
        _builder.Cut();
        Assert.Equal(["a", new string('x', line.Length) + "|b"], Texts());
    }

    [Fact]
    public void A_line_longer_than_allowed_is_refused()
    {
        byte[] part = new byte[64 * 1024];
        part.AsSpan().Fill((byte)'x');
        InvalidDataException error = Assert.Throws<InvalidDataException>(() =>
        {
            for (int i = 0; i <= MaxLine / part.Length; i++)
            {
                Read(part);
            }
        });
        Assert.Contains($"{MaxLine}", error.Message, StringComparison.Ordinal);
        Assert.Contains("MaxLineBytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_cut_anywhere_give_the_same_lines()
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            byte[] input = new byte[random.Next(seed % 10 == 0 ? 400_000 : 3_000)];
            ReadOnlySpan<byte> alphabet = "ab\u00e9\r\n\n"u8;
            int lineEnds = random.Next(1, 60);
            foreach (ref byte value in input.AsSpan())
            {
                value = random.Next(lineEnds) == 0 ? (byte)'\n' : alphabet[random.Next(alphabet.Length - (seed % 3))];
            }

            var lines = new List<string>();
            using (var builder = new LineBlockBuilder((block, count) =>
            {
                List<string> found = Lines(block);
                Assert.True(count == found.Count, $"seed {seed}: {count} lines counted, {found.Count} found");
                lines.AddRange(found);
            }, Pool, MaxLine, poison: false))
            {
                int at = 0;
                while (at < input.Length)
                {
                    Span<byte> room = builder.Room().Span;
                    Assert.False(room.IsEmpty, $"seed {seed}");
                    int length = Math.Min(Math.Min(room.Length, input.Length - at), random.Next(1, random.Next(2) == 0 ? 10 : 70_000));
                    input.AsSpan(at, length).CopyTo(room);
                    builder.Advance(length);
                    at += length;
                    if (random.Next(20) == 0)
                    {
                        builder.Cut();
                    }
                }

                builder.Finish();
            }

            Assert.True(Oracle(input).SequenceEqual(lines), $"seed {seed}");
        }
    }

    /// <summary>Lines the slow, obvious way.</summary>
    private static IEnumerable<string> Oracle(byte[] input)
    {
        string[] parts = System.Text.Encoding.Latin1.GetString(input).Split('\n');
        IEnumerable<string> lines = parts[^1].Length == 0 ? parts[..^1] : parts;
        return lines.Select(line => line.EndsWith('\r') ? line[..^1] : line);
    }

    private static List<string> Lines(LineBlock block)
    {
        var lines = new List<string>();
        ReadOnlySpan<byte> rest = block.Block.Bytes.AsSpan(block.Start, block.Length);
        while (!rest.IsEmpty)
        {
            int length = LineText.Next(rest, out int consumed);
            lines.Add(System.Text.Encoding.Latin1.GetString(rest[..length]));
            rest = rest[consumed..];
        }

        return lines;
    }

    private static string Text(LineBlock block) => string.Join('|', Lines(block));

    private IEnumerable<string> Texts() => _stored.Select(stored => Text(stored.Block));

    private void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            Span<byte> room = _builder.Room().Span;
            int length = Math.Min(room.Length, bytes.Length);
            bytes[..length].CopyTo(room);
            _builder.Advance(length);
            bytes = bytes[length..];
        }
    }
}
