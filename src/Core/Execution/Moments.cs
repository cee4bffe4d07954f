namespace OrleansStream.Execution;

/// <summary>Gathers statistics in one pass: Welford's recurrence for records, Chan's formula for partitions, a compensated sum.</summary>
internal sealed class Moments
{
    private long _count;
    private double _mean;
    private double _squares;
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;
    private double _sum;
    private double _compensation;

    internal Moments Add(double number)
    {
        _count++;
        double distance = number - _mean;
        _mean += distance / _count;
        _squares += distance * (number - _mean);
        _min = Math.Min(_min, number);
        _max = Math.Max(_max, number);
        AddToSum(number);
        return this;
    }

    internal Moments Merge(Moments other)
    {
        if (other._count == 0)
        {
            return this;
        }

        long count = checked(_count + other._count);
        double distance = other._mean - _mean;
        _mean = _count == 0 ? other._mean : _mean + (distance * other._count / count);
        _squares += other._squares + (_count == 0 ? 0 : distance * distance * _count * ((double)other._count / count));
        _count = count;
        _min = Math.Min(_min, other._min);
        _max = Math.Max(_max, other._max);
        AddToSum(other._sum);
        AddToSum(other._compensation);
        return this;
    }

    internal RddStatistics ToStatistics()
    {
        // A sum that is infinite or NaN has no rounding error; its compensation is meaningless.
        double sum = double.IsFinite(_sum) ? _sum + _compensation : _sum;
        return new RddStatistics(_count, sum, _count == 0 ? double.NaN : _mean, _squares, _min, _max);
    }

    // Neumaier: what rounding takes from the sum is kept apart.
    private void AddToSum(double number)
    {
        double sum = _sum + number;
        _compensation += Math.Abs(_sum) >= Math.Abs(number) ? _sum - sum + number : number - sum + _sum;
        _sum = sum;
    }
}
