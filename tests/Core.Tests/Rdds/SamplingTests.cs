namespace OrleansStream.Core.Tests.Rdds;

public class SamplingTests
{
    private const int Records = 20_000;

    [Theory]
    [InlineData(false, 0.1)]
    [InlineData(false, 0.75)]
    [InlineData(true, 0.3)]
    [InlineData(true, 2.5)]
    [InlineData(true, 100)]
    public async Task ASampleIsAsLargeAsItsFractionSaysAndTheSameEachTime(bool withReplacement, double fraction)
    {
        await using StreamingContext ssc = BatchContext.Create();
        int records = fraction > 50 ? 500 : Records;
        Rdd<int> all = ssc.Parallelize(Enumerable.Range(0, records), 7);
        IReadOnlyList<int> sample = await all.Sample(withReplacement, fraction, seed: 11).CollectAsync();
        Assert.InRange(sample.Count, fraction * records * 0.95, fraction * records * 1.05);
        Assert.Equal(sample.Order(), sample);
        Assert.Equal(withReplacement, sample.Distinct().Count() < sample.Count);
        Assert.Equal(sample, await all.Sample(withReplacement, fraction, seed: 11).CollectAsync());
        Assert.NotEqual(sample, await all.Sample(withReplacement, fraction, seed: 12).CollectAsync());
        if (withReplacement)
        {
            // A Poisson number's variance is its mean.
            double[] times = [.. (await all.CollectAsync()).GroupJoin(sample, number => number, taken => taken, (_, taken) => (double)taken.Count())];
            double mean = times.Average();
            Assert.InRange(times.Average(time => (time - mean) * (time - mean)), fraction * 0.85, fraction * 1.15);
        }
    }

    [Fact]
    public async Task ASplitGivesEachRecordToOnePart()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Rdd<int> all = ssc.Parallelize(Enumerable.Range(0, Records), 5);
        IReadOnlyList<Rdd<int>> parts = all.RandomSplit([1, 0, 3, 0], seed: -4);
        var collected = new List<IReadOnlyList<int>>();
        foreach (Rdd<int> part in parts)
        {
            collected.Add(await part.CollectAsync());
        }

        Assert.Equal(Enumerable.Range(0, Records), collected.SelectMany(part => part).Order());
        Assert.InRange(collected[0].Count, Records * 0.23, Records * 0.27);
        Assert.Equal((0, 0), (collected[1].Count, collected[3].Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task TakeSampleTakesExactlySoMany(bool withReplacement)
    {
        await using StreamingContext ssc = BatchContext.Create();
        Rdd<int> all = ssc.Parallelize(Enumerable.Range(0, 100), 7);
        var hits = new int[100];
        for (int seed = 0; seed < 400; seed++)
        {
            IReadOnlyList<int> taken = await all.TakeSampleAsync(withReplacement, 10, seed);
            Assert.Equal(10, taken.Count);
            Assert.True(withReplacement || taken.Distinct().Count() == 10);
            foreach (int number in taken)
            {
                hits[number]++;
            }
        }

        // Each number is taken 40 times on average, with a standard deviation of about six.
        Assert.All(hits, times => Assert.InRange(times, 12, 75));
        Assert.Equal(await all.TakeSampleAsync(withReplacement, 20, 5), await all.TakeSampleAsync(withReplacement, 20, 5));
        Assert.Equal(withReplacement ? 200 : 100, (await all.TakeSampleAsync(withReplacement, 200)).Count);
        Assert.Empty(await all.TakeSampleAsync(withReplacement, 0));
        Assert.Empty(await ssc.EmptyRdd<int>().TakeSampleAsync(withReplacement, 5));
    }

    [Fact]
    public async Task ArgumentsAreChecked()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Rdd<int> rdd = ssc.Parallelize([1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => rdd.Sample(false, 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => rdd.Sample(true, -0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => rdd.Sample(true, double.NaN));
        Assert.Throws<ArgumentException>(() => rdd.RandomSplit([]));
        Assert.Throws<ArgumentException>(() => rdd.RandomSplit([0, 0]));
        Assert.Throws<ArgumentException>(() => rdd.RandomSplit([1, -1]));
        Assert.Throws<ArgumentException>(() => rdd.RandomSplit([1, double.NaN]));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => rdd.TakeSampleAsync(false, -1));
    }
}
