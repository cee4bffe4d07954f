namespace OrleansStream.Benchmarks;

/// <summary>The middle and the ends of some numbers.</summary>
internal readonly record struct Spread(double Median, double Min, double Max)
{
    /// <summary>Summarises numbers.</summary>
    /// <param name="values">At least one.</param>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }

    /// <summary>The same with each number changed by a function that keeps their order or turns it round.</summary>
    public Spread Select(Func<double, double> change)
    {
        double first = change(Min);
        double last = change(Max);
        return new Spread(change(Median), Math.Min(first, last), Math.Max(first, last));
    }
}
