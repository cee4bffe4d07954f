using System.Numerics;
using OrleansStream.Execution;

namespace OrleansStream;

/// <summary>Actions on datasets of numbers.</summary>
public static class NumberRddExtensions
{
    /// <summary>The sum of the numbers in their own type, 0 for none.</summary>
    /// <typeparam name="T">The numbers' type.</typeparam>
    /// <param name="rdd">The numbers.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> is null.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw; or, with an <see cref="OverflowException"/> inside, the sum does
    /// not fit the type.</exception>
    /// <remarks>Floating-point numbers are added in the order of the dataset, each partition by itself and then the partitions.</remarks>
    public static Task<T> SumAsync<T>(this Rdd<T> rdd, CancellationToken cancellationToken = default)
        where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(rdd);
        return rdd.AggregateAsync("Sum", static () => T.Zero, Add, Add, cancellationToken);
    }

    /// <summary>The mean of the numbers, NaN for none.</summary>
    /// <typeparam name="T">The numbers' type.</typeparam>
    /// <param name="rdd">The numbers; converted to <see cref="double"/> one by one.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> is null.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public static async Task<double> MeanAsync<T>(this Rdd<T> rdd, CancellationToken cancellationToken = default)
        where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(rdd);
        return (await StatsAsync("Mean", rdd, cancellationToken).ConfigureAwait(false)).Mean;
    }

    /// <summary>The count, sum, mean, extremes and spread of the numbers, in one pass.</summary>
    /// <typeparam name="T">The numbers' type.</typeparam>
    /// <param name="rdd">The numbers; converted to <see cref="double"/> one by one.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> is null.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public static Task<RddStatistics> StatsAsync<T>(this Rdd<T> rdd, CancellationToken cancellationToken = default)
        where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(rdd);
        return StatsAsync("Stats", rdd, cancellationToken);
    }

    /// <summary>Counts the numbers in buckets of equal width between the smallest and the largest.</summary>
    /// <typeparam name="T">The numbers' type.</typeparam>
    /// <param name="rdd">The numbers; converted to <see cref="double"/> one by one.</param>
    /// <param name="buckets">How many buckets; at least 1. If all numbers are equal there is one.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <returns>The bounds of the buckets, one more than there are buckets, and their counts. A bucket includes its lower bound, the last one both.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="rdd"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="buckets"/> is below 1.</exception>
    /// <exception cref="InvalidOperationException">The dataset is empty, or holds NaN or an infinity.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public static async Task<(IReadOnlyList<double> Bounds, IReadOnlyList<long> Counts)> HistogramAsync<T>(
        this Rdd<T> rdd, int buckets, CancellationToken cancellationToken = default)
        where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentOutOfRangeException.ThrowIfLessThan(buckets, 1);
        RddStatistics range = await StatsAsync("Histogram", rdd, cancellationToken).ConfigureAwait(false);
        if (!double.IsFinite(range.Min) || !double.IsFinite(range.Max))
        {
            throw new InvalidOperationException(range.Count == 0
                ? "A histogram of an empty dataset has no bounds; give them."
                : FormattableString.Invariant($"The numbers reach from {range.Min} to {range.Max}; buckets of equal width need finite ones. Give bounds."));
        }

        int count = range.Min == range.Max ? 1 : buckets;
        double[] bounds = [.. Enumerable.Range(0, count).Select(i => Between(range.Min, range.Max, (double)i / count)), range.Max];
        return (bounds, await rdd.HistogramAsync(bounds, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Counts the numbers in buckets.</summary>
    /// <typeparam name="T">The numbers' type.</typeparam>
    /// <param name="rdd">The numbers; converted to <see cref="double"/> one by one.</param>
    /// <param name="bounds">The bounds of the buckets, from the smallest to the largest: one more than there are buckets.</param>
    /// <param name="cancellationToken">Stops the computation.</param>
    /// <returns>How many numbers each bucket holds. A bucket includes its lower bound, the last one both. Numbers outside, and NaN, are not counted.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="bounds"/> has fewer than two bounds, or they do not ascend.</exception>
    /// <exception cref="OperatorFailedException">User code of an operator threw.</exception>
    public static async Task<IReadOnlyList<long>> HistogramAsync<T>(
        this Rdd<T> rdd, IEnumerable<double> bounds, CancellationToken cancellationToken = default)
        where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(rdd);
        ArgumentNullException.ThrowIfNull(bounds);
        double[] limits = [.. bounds];
        if (limits.Length < 2)
        {
            throw new ArgumentException($"bounds has {limits.Length} elements; a bucket needs two.", nameof(bounds));
        }

        for (int i = 1; i < limits.Length; i++)
        {
            if (!(limits[i - 1] < limits[i]) && !(limits.Length == 2 && limits[0] == limits[1]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"bounds[{i}] is {limits[i]} after {limits[i - 1]}; bounds must ascend."), nameof(bounds));
            }
        }

        return await rdd.AggregateAsync(
            "Histogram",
            () => new long[limits.Length - 1],
            (counts, number) =>
            {
                if (BucketOf(double.CreateChecked(number), limits) is var bucket && bucket >= 0)
                {
                    counts[bucket]++;
                }

                return counts;
            },
            static (left, right) => [.. left.Zip(right, (one, other) => checked(one + other))],
            cancellationToken).ConfigureAwait(false);
    }

    private static Task<RddStatistics> StatsAsync<T>(string name, Rdd<T> rdd, CancellationToken cancellation)
        where T : INumber<T> =>
        Finish(rdd.AggregateAsync(
            name,
            static () => new Moments(),
            static (moments, number) => moments.Add(double.CreateChecked(number)),
            static (left, right) => left.Merge(right),
            cancellation));

    private static async Task<RddStatistics> Finish(Task<Moments> moments) => (await moments.ConfigureAwait(false)).ToStatistics();

    private static T Add<T>(T left, T right)
        where T : INumber<T>
    {
        try
        {
            return checked(left + right);
        }
        catch (OverflowException error)
        {
            throw new OverflowException(
                $"Sum left the range of {Encoding.TypeNames.Of(typeof(T))}; map the numbers to a wider type first.", error);
        }
    }

    // A weighted mean, because the distance between two finite numbers may not be finite.
    private static double Between(double min, double max, double share) => (min * (1 - share)) + (max * share);

    private static int BucketOf(double number, double[] bounds)
    {
        if (!(number >= bounds[0] && number <= bounds[^1]))
        {
            return -1;
        }

        int found = Array.BinarySearch(bounds, number);
        return Math.Min(found >= 0 ? found : ~found - 1, bounds.Length - 2);
    }
}
