namespace OrleansStream.Rates;

/// <summary>Backpressure of one source: after each batch, how many records per second it should bring in.</summary>
/// <param name="estimator">Makes rates of batches.</param>
/// <param name="publish">Told each new rate.</param>
internal sealed class RateController(PidRateEstimator estimator, Action<double> publish)
{
    private readonly Lock _lock = new();
    private double? _latest;

    /// <summary>The last rate, in records per second, or null before there was one.</summary>
    internal double? Latest
    {
        get
        {
            lock (_lock)
            {
                return _latest;
            }
        }
    }

    /// <summary>A controller as a context's options say.</summary>
    internal static RateController For(StreamingContext context, Action<double> publish)
    {
        StreamingContextOptions options = context.Options;
        var estimator = new PidRateEstimator(
            context.BatchInterval,
            options.BackpressureProportional,
            options.BackpressureIntegral,
            options.BackpressureDerivative,
            options.BackpressureMinRate);
        return new RateController(estimator, publish);
    }

    /// <summary>Takes note of a completed batch.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="source">The source's operator name.</param>
    internal void OnBatchCompleted(BatchInfo batch, string source)
    {
        if (batch is not { ProcessingEndTime: { } end, ProcessingDelay: { } processing, SchedulingDelay: { } scheduling })
        {
            return;
        }

        long records = batch.Inputs.FirstOrDefault(input => input.Source == source)?.Records ?? 0;
        double? rate;
        lock (_lock)
        {
            rate = estimator.Estimate(end, records, processing, scheduling);
            _latest = rate ?? _latest;
        }

        if (rate is { } value)
        {
            publish(value);
        }
    }
}
