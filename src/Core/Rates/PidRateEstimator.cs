namespace OrleansStream.Rates;

/// <summary>Says how many records per second a source should bring in, from how fast batches have been processed.</summary>
/// <remarks>
/// A proportional-integral-derivative controller: the error is the difference between the last rate and the speed of the last batch, its
/// integral is taken from what the scheduling delay says is waiting, its derivative from the last error. Not safe for several threads.
/// </remarks>
internal sealed class PidRateEstimator
{
    private readonly TimeSpan _batchInterval;
    private readonly double _proportional;
    private readonly double _integral;
    private readonly double _derivative;
    private readonly double _minRate;
    private DateTimeOffset? _latestTime;
    private double _latestRate;
    private double _latestError;
    private bool _hasBaseline;

    /// <param name="batchInterval">How often a batch is cut; positive.</param>
    /// <param name="proportional">How strongly the error counts; 0 or more.</param>
    /// <param name="integral">How strongly what is waiting counts; 0 or more.</param>
    /// <param name="derivative">How strongly the change of the error counts; 0 or more.</param>
    /// <param name="minRate">The least that is ever said; positive.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument breaks its rule.</exception>
    internal PidRateEstimator(TimeSpan batchInterval, double proportional, double integral, double derivative, double minRate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(batchInterval, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(proportional);
        ArgumentOutOfRangeException.ThrowIfNegative(integral);
        ArgumentOutOfRangeException.ThrowIfNegative(derivative);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(minRate);
        _batchInterval = batchInterval;
        _proportional = proportional;
        _integral = integral;
        _derivative = derivative;
        _minRate = minRate;
    }

    /// <summary>Takes note of a completed batch.</summary>
    /// <param name="time">When its processing ended.</param>
    /// <param name="records">How many records of the source it held.</param>
    /// <param name="processingDelay">How long processing took.</param>
    /// <param name="schedulingDelay">How long it had waited for its turn.</param>
    /// <returns>Records per second; null when the batch says nothing: the first one only gives a baseline, and one without records, without a
    /// processing delay or older than the last is passed over.</returns>
    internal double? Estimate(DateTimeOffset time, long records, TimeSpan processingDelay, TimeSpan schedulingDelay)
    {
        if (time <= _latestTime || records <= 0 || processingDelay <= TimeSpan.Zero)
        {
            return null;
        }

        double processingRate = records / processingDelay.TotalSeconds;
        double? estimate = null;
        double error = 0;
        double rate = processingRate;
        if (_hasBaseline)
        {
            error = _latestRate - processingRate;

            // What has been waiting would have taken this rate to be gone by now.
            double historicalError = schedulingDelay / _batchInterval * processingRate;
            double change = (error - _latestError) / (time - _latestTime!.Value).TotalSeconds;
            rate = Math.Max(_latestRate - (_proportional * error) - (_integral * historicalError) - (_derivative * change), _minRate);
            estimate = rate;
        }

        _latestTime = time;
        _latestRate = rate;
        _latestError = error;
        _hasBaseline = true;
        return estimate;
    }
}
