using OrleansStream.Rdds;

namespace OrleansStream.Core.Tests.Rdds;

public sealed class LineDecoderTests
{
    [Fact]
    public void Lines_are_what_decoding_each_as_utf8_gives()
    {
        string[] pieces = ["", "a", "plain text ", "\u00e9", "\u20ac", "\ud83d\ude00", "\r", new string('x', 5000)];
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            int lineEnds = random.Next(2, 30);
            int kinds = seed % 2 == 0 ? pieces.Length : 3;
            var bytes = new List<byte>();
            for (int i = 0; i < 2000; i++)
            {
                int kind = random.Next(kinds * (1 + random.Next(10)));
                bytes.AddRange(System.Text.Encoding.UTF8.GetBytes(kind < kinds ? pieces[kind] : "word "));
                if (random.Next(300) == 0 && seed % 3 == 0)
                {
                    bytes.Add((byte)random.Next(128, 256));
                }

                if (random.Next(lineEnds) == 0)
                {
                    bytes.Add((byte)'\n');
                }
            }

            Check([.. bytes], seed);
        }
    }

    [Fact]
    public void A_line_that_goes_beyond_the_window()
    {
        string text = new string('a', 100_000) + "\u00e9\n" + new string('b', 20_000) + "\nc\u00e9\nd";
        Check(System.Text.Encoding.UTF8.GetBytes(text), seed: 0);
    }

    private static void Check(byte[] text, int seed)
    {
        LineDecoder decoder = default;
        ReadOnlySpan<byte> rest = text;
        while (!rest.IsEmpty)
        {
            int length = LineText.Next(rest, out int expectedConsumed);
            string expected = System.Text.Encoding.UTF8.GetString(rest[..length]);
            string actual = decoder.Next(rest, out int consumed);
            Assert.True(expected == actual && expectedConsumed == consumed, $"seed {seed}, {rest.Length} bytes before the end");
            rest = rest[consumed..];
        }
    }
}
