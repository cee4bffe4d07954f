using System.Numerics;
using OrleansStream.Encoding;

namespace OrleansStream.Core.Tests.Encoding;

public sealed class KeyHashTests
{
    [Fact]
    public void Word_short_cuts_hash_the_same_bytes()
    {
        Random random = new(1);
        for (int run = 0; run < 1000; run++)
        {
            ulong low = (ulong)random.NextInt64();
            ulong high = (ulong)random.NextInt64();
            byte[] bytes = [.. BitConverter.GetBytes(low), .. BitConverter.GetBytes(high)];
            Assert.Equal(KeyHash.Of(bytes), KeyHash.Of16(low, high));
            Assert.Equal(KeyHash.Of(bytes.AsSpan(0, 8)), KeyHash.Of8(low));
            Assert.Equal(KeyHash.Of(bytes.AsSpan(0, 4)), KeyHash.Of4((uint)low));
        }
    }

    [Fact]
    public void Words_and_length_tell_short_texts_apart()
    {
        HashSet<(int Length, ulong First, ulong Second)> seen = [];
        Span<byte> text = stackalloc byte[KeyHash.ShortLength];
        for (int length = 0; length <= KeyHash.ShortLength; length++)
        {
            for (int letters = 0; letters < 1 << length; letters++)
            {
                for (int i = 0; i < length; i++)
                {
                    text[i] = (byte)((letters >> i) & 1);
                }

                KeyHash.ShortWords(text[..length], out ulong first, out ulong second);
                Assert.True(seen.Add((length, first, second)), $"Length {length}, letters {letters:b}.");
                Assert.Equal(KeyHash.Of(text[..length]), KeyHash.OfShort(first, second, length));
            }
        }
    }

    [Fact]
    public void Words_are_the_same_whatever_lies_behind_the_bytes()
    {
        var random = new Random(1);
        byte[] bytes = new byte[2 * KeyHash.ShortLength];
        for (int round = 0; round < 100; round++)
        {
            random.NextBytes(bytes);
            for (int length = 0; length <= KeyHash.ShortLength; length++)
            {
                KeyHash.ShortWords(bytes.AsSpan(0, length), out ulong first, out ulong second);
                for (int readable = length; readable <= bytes.Length; readable++)
                {
                    KeyHash.ShortWords(bytes.AsSpan(0, readable), length, out ulong sameFirst, out ulong sameSecond);
                    Assert.Equal((first, second), (sameFirst, sameSecond));
                }
            }
        }
    }

    [Fact]
    public void Every_bit_of_every_length_matters_and_spreads()
    {
        HashSet<ulong> seen = [];
        double worst = 32;
        for (int length = 0; length <= 130; length++)
        {
            byte[] bytes = new byte[length];
            ulong plain = KeyHash.Of(bytes);
            Assert.True(seen.Add(plain), $"Length {length} collides.");
            double flipped = 0;
            for (int bit = 0; bit < length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                ulong hash = KeyHash.Of(bytes);
                Assert.True(seen.Add(hash), $"Length {length}, bit {bit} collides.");
                flipped += BitOperations.PopCount(hash ^ plain);
                bytes[bit / 8] = 0;
            }

            worst = length == 0 ? worst : Math.Min(worst, flipped / (length * 8));
        }

        Assert.True(worst > 27, $"On average only {worst} of 64 bits change.");
    }

    [Fact]
    public void Sequential_numbers_fill_key_groups_evenly()
    {
        const int Groups = 1024;
        const int PerGroup = 200;
        int[] high = new int[Groups];
        int[] low = new int[Groups];
        for (int i = 0; i < Groups * PerGroup; i++)
        {
            ulong hash = KeyHash.Of8((ulong)i);
            high[hash >> 54]++;
            low[hash & (Groups - 1)]++;
        }

        // Five standard deviations of a Poisson count.
        double slack = 5 * Math.Sqrt(PerGroup);
        Assert.All(high.Concat(low), count => Assert.InRange(count, PerGroup - slack, PerGroup + slack));
    }
}
