using OrleansStream.Encoding;
using OrleansStream.Rdds;

namespace OrleansStream.Core.Tests.Encoding;

/// <summary>Splitting and finding lines: 64 bytes at a time, whatever lies before and behind the text.</summary>
public class ByteScannerTests
{
    private const int LongestText = 200;

    [Fact]
    public void SlicesAreSplitAsStringsAre()
    {
        ForTexts("ab,", (text, slice) =>
        {
            var parts = new List<string>();
            foreach (Utf8Slice part in slice.Split((byte)','))
            {
                parts.Add(part.ToString());
            }

            Assert.Equal(text.Split(','), parts);
        });
    }

    [Fact]
    public void SplittingEndsForGood()
    {
        Utf8SplitEnumerator parts = Utf8Slice.From("a,").Split((byte)',');
        Assert.True(parts.MoveNext());
        Assert.True(parts.MoveNext());
        Assert.True(parts.Current.IsEmpty);
        Assert.False(parts.MoveNext());
        Assert.False(parts.MoveNext());
    }

    [Fact]
    public void TheEmptyTextIsOneEmptyPart()
    {
        Utf8SplitEnumerator parts = default(Utf8Slice).Split((byte)',');
        Assert.True(parts.MoveNext());
        Assert.True(parts.Current.IsEmpty);
        Assert.False(parts.MoveNext());
    }

    [Fact]
    public void SplittingAnExpiredSliceThrows()
    {
        Utf8Block block = Utf8Block.Rent(64, poison: true);
        var slice = new Utf8Slice(block, 0, 10);
        block.Release();
        Assert.Throws<SliceExpiredException>(() => slice.Split((byte)','));
    }

    [Fact]
    public void LinesEndAsLineTextSays()
    {
        ForTexts("a\r\n", (_, slice) =>
        {
            var expected = new List<(int Start, int Length)>();
            for (int at = 0; at < slice.Length;)
            {
                expected.Add((at, LineText.Next(slice.Span[at..], out int consumed)));
                at += consumed;
            }

            var scanner = new LineScanner(slice.Readable, slice.Length);
            var found = new List<(int Start, int Length)>();
            while (scanner.MoveNext())
            {
                found.Add((scanner.Start, scanner.Length));
            }

            Assert.Equal(expected, found);
        });
    }

    // Texts of every length, with few separators and with many, between bytes of the same letters that are not theirs.
    private static void ForTexts(string letters, Action<string, Utf8Slice> check)
    {
        var random = new Random(7);
        for (int length = 0; length <= LongestText; length++)
        {
            foreach (int rarity in new[] { 1, 20, 1000 })
            {
                int before = random.Next(3);
                byte[] bytes = new byte[before + length + (rarity == 20 ? 0 : random.Next(100))];
                for (int i = 0; i < bytes.Length; i++)
                {
                    bytes[i] = (byte)(random.Next(rarity) == 0 ? letters[random.Next(letters.Length)] : letters[0]);
                }

                var slice = new Utf8Slice(Utf8Block.Own(bytes), before, length);
                check(slice.ToString(), slice);
            }
        }
    }
}
