using System.Numerics;

namespace OrleansStream.Core.Tests.Rdds;

public class NumberActionTests
{
    [Fact]
    public async Task StatisticsAreThoseOfTwoPasses()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            await using StreamingContext ssc = BatchContext.Create(seed);

            // Far from zero and close together: the naive formula loses every digit.
            double[] numbers = [.. Enumerable.Range(0, random.Next(60)).Select(_ => 1e9 + random.NextDouble())];
            RddStatistics stats = await ssc.Parallelize(numbers, random.Next(1, 8)).StatsAsync();
            double mean = numbers.Length == 0 ? double.NaN : 1e9 + numbers.Average(number => number - 1e9);
            double squares = numbers.Sum(number => (number - mean) * (number - mean));
            Assert.Equal(numbers.Length, stats.Count);
            Assert.Equal(mean, stats.Mean, 1e-6);
            Assert.Equal(mean, await ssc.Parallelize(numbers, 3).MeanAsync(), 1e-6);
            Assert.Equal((1e9 * numbers.Length) + numbers.Sum(number => number - 1e9), stats.Sum, 1e-5);
            Assert.Equal(numbers.DefaultIfEmpty(double.PositiveInfinity).Min(), stats.Min);
            Assert.Equal(numbers.DefaultIfEmpty(double.NegativeInfinity).Max(), stats.Max);
            Assert.Equal(squares / numbers.Length, stats.Variance, 1e-6);
            Assert.Equal(numbers.Length < 2 ? double.NaN : squares / (numbers.Length - 1), stats.SampleVariance, 1e-6);
            Assert.Equal(Math.Sqrt(stats.Variance), stats.Stdev);
            Assert.Equal(Math.Sqrt(stats.SampleVariance), stats.SampleStdev);
        }
    }

    [Fact]
    public async Task SumsKeepTheTypeAndAreChecked()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Assert.Equal(6, await ssc.Parallelize([1, 2, 3], 5).SumAsync());
        Assert.Equal(0L, await ssc.EmptyRdd<long>().SumAsync());
        Assert.Equal(6.6m, await ssc.Parallelize([1.1m, 2.2m, 3.3m], 2).SumAsync());
        Assert.Equal(BigInteger.Pow(2, 65), await ssc.Parallelize([BigInteger.Pow(2, 64), BigInteger.Pow(2, 64)], 2).SumAsync());
        Assert.Equal(double.PositiveInfinity, await ssc.Parallelize([double.MaxValue, double.MaxValue], 2).SumAsync());
        foreach (int partitions in (int[])[1, 2])
        {
            OperatorFailedException error =
                await Assert.ThrowsAsync<OperatorFailedException>(() => ssc.Parallelize([int.MaxValue, 1], partitions).SumAsync());
            Assert.Equal("Sum", error.OperatorName);
            Assert.Contains("Sum", Assert.IsType<OverflowException>(error.InnerException).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ANaNShowsInTheStatistics()
    {
        await using StreamingContext ssc = BatchContext.Create();
        RddStatistics stats = await ssc.Parallelize([1.0, double.NaN, 3.0], 3).StatsAsync();
        Assert.Equal(3, stats.Count);
        Assert.All([stats.Sum, stats.Mean, stats.Min, stats.Max, stats.Variance], number => Assert.Equal(double.NaN, number));
        Assert.Equal("(count: 2, mean: 1.5, stdev: 0.5, max: 2, min: 1)", (await ssc.Parallelize([1, 2], 2).StatsAsync()).ToString());
    }

    [Fact]
    public async Task HistogramsCountEveryNumberOnce()
    {
        await using StreamingContext ssc = BatchContext.Create();
        Rdd<int> numbers = ssc.Parallelize(Enumerable.Range(0, 51), 4);
        (IReadOnlyList<double> bounds, IReadOnlyList<long> counts) = await numbers.HistogramAsync(5);
        Assert.Equal([0, 10, 20, 30, 40, 50], bounds);
        Assert.Equal([10, 10, 10, 10, 11], counts);
        Assert.Equal([5, 41], await numbers.HistogramAsync([5.0, 10, 50]));
        (bounds, counts) = await ssc.Parallelize([7, 7]).HistogramAsync(3);
        Assert.Equal([7, 7], bounds);
        Assert.Equal([2], counts);
        Assert.Equal([1, 0], await ssc.Parallelize([double.NaN, 1.5, -1, 9]).HistogramAsync([1, 2, 3]));
        await Assert.ThrowsAsync<InvalidOperationException>(() => ssc.EmptyRdd<int>().HistogramAsync(2));
        await Assert.ThrowsAsync<InvalidOperationException>(() => ssc.Parallelize([1, double.NaN]).HistogramAsync(2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => numbers.HistogramAsync(0));
        await Assert.ThrowsAsync<ArgumentException>(() => numbers.HistogramAsync([1.0]));
        await Assert.ThrowsAsync<ArgumentException>(() => numbers.HistogramAsync([1.0, 3, 2]));
    }
}
