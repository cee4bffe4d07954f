using OrleansStream.Rates;
using OrleansStream.Receivers;

namespace OrleansStream;

public abstract partial class InputDStream<T>
{
    private RateController? _controller;

    /// <summary>How many records per second backpressure says this source should bring in, counted over all its partitions: its batches are
    /// then processed about as fast as they come. Null before the third batch with records, and always unless
    /// <see cref="StreamingContextOptions.BackpressureEnabled"/>.</summary>
    /// <remarks>It changes after each batch of which <see cref="SealAsync"/> said how many records it holds. A source that reads ranges looks
    /// at it when it seals a batch.</remarks>
    protected double? EstimatedRate => Volatile.Read(ref _controller)?.Latest;

    /// <summary>What the source's receiver has brought in, or null if it has none.</summary>
    private protected virtual ReceiverStatistics? Statistics => null;

    /// <summary>Told each new <see cref="EstimatedRate"/>.</summary>
    private protected virtual void OnRateEstimated(double rate)
    {
    }

    /// <summary>Told that a batch is over, and with it all before it.</summary>
    private protected virtual void OnBatchOver(BatchTime time)
    {
    }

    private void NoteBatch(BatchTime time, BatchInfo? batch)
    {
        OnBatchOver(time);
        if (batch is not null && Context.Options.BackpressureEnabled)
        {
            LazyInitializer.EnsureInitialized(ref _controller, () => RateController.For(Context, OnRateEstimated)).OnBatchCompleted(batch, Name);
        }
    }
}
