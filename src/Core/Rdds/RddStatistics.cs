namespace OrleansStream;

/// <summary>The count, sum, mean, extremes and spread of numbers.</summary>
/// <remarks>A NaN among the numbers makes everything but the count NaN. Threads may share an instance, since it does not change.</remarks>
public sealed class RddStatistics
{
    private readonly double _squares;

    internal RddStatistics(long count, double sum, double mean, double squares, double min, double max)
    {
        Count = count;
        Sum = sum;
        Mean = mean;
        Min = min;
        Max = max;
        _squares = squares;
    }

    /// <summary>How many numbers there are.</summary>
    public long Count { get; }

    /// <summary>Their sum, 0 for none; rounding errors are compensated.</summary>
    public double Sum { get; }

    /// <summary>Their mean, NaN for none.</summary>
    public double Mean { get; }

    /// <summary>The smallest, positive infinity for none.</summary>
    public double Min { get; }

    /// <summary>The largest, negative infinity for none.</summary>
    public double Max { get; }

    /// <summary>The mean square of the distances from the mean, NaN for none.</summary>
    public double Variance => Count == 0 ? double.NaN : _squares / Count;

    /// <summary>The variance of what the numbers are a sample of: divided by one less. NaN for fewer than two numbers.</summary>
    public double SampleVariance => Count < 2 ? double.NaN : _squares / (Count - 1);

    /// <summary>The square root of <see cref="Variance"/>.</summary>
    public double Stdev => Math.Sqrt(Variance);

    /// <summary>The square root of <see cref="SampleVariance"/>.</summary>
    public double SampleStdev => Math.Sqrt(SampleVariance);

    /// <summary>All of them but those of samples, in the invariant culture.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"(count: {Count}, mean: {Mean}, stdev: {Stdev}, max: {Max}, min: {Min})");
}
