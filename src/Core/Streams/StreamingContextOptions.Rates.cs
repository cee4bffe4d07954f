namespace OrleansStream;

public sealed partial class StreamingContextOptions
{
    private const int DefaultShareOfMemory = 8;

    /// <summary>The most records per second that a receiver takes one by one; counted for each receiver on its own.</summary>
    /// <value>The default, null, is no limit. Positive.</value>
    /// <remarks>Blocks that a receiver stores whole are not limited.</remarks>
    public double? ReceiverMaxRate { get; set; }

    /// <summary>Whether sources bring in only as many records per second as recent batches were processed at.</summary>
    /// <value>The default is false: the estimate is taken from the batches there were, so after a quiet time it is far too low for a burst,
    /// which would then be let in bit by bit. Memory is guarded without it, by <see cref="MaxBytesPerBatch"/>.</value>
    public bool BackpressureEnabled { get; set; }

    /// <summary>With backpressure, the records per second that a receiver takes before there is an estimate.</summary>
    /// <value>The default is 10 000: a job that cannot do that recovers within a few batches, and one that can do more is held back for two.
    /// Positive. <see cref="ReceiverMaxRate"/> counts if it is lower.</value>
    public double BackpressureInitialRate { get; set; } = 10_000;

    /// <summary>How strongly backpressure answers to the difference between the last rate and the speed of the last batch.</summary>
    /// <value>The default is 1. Zero or more.</value>
    public double BackpressureProportional { get; set; } = 1.0;

    /// <summary>How strongly backpressure answers to what waits, which the scheduling delay tells.</summary>
    /// <value>The default is 0.2. Zero or more.</value>
    public double BackpressureIntegral { get; set; } = 0.2;

    /// <summary>How strongly backpressure answers to a change of the difference; it makes the rate restless.</summary>
    /// <value>The default is 0. Zero or more.</value>
    public double BackpressureDerivative { get; set; }

    /// <summary>The least records per second that backpressure goes down to.</summary>
    /// <value>The default is 100. Positive.</value>
    public double BackpressureMinRate { get; set; } = 100;

    /// <summary>The most bytes that a batch takes from one receiver. What has been received beyond waits for later batches, in order.</summary>
    /// <value>The default, null, is an eighth of the memory that the process may use. At least 1.</value>
    /// <remarks>
    /// <para>A block is never split, and a batch takes at least one. Text and encoded blocks are measured; the size of records in memory is
    /// estimated from some of them, and an object that is neither text nor a collection or tuple of such counts as 64 bytes.</para>
    /// <para>While what waits and what batches on their way hold come to twice this, sockets, channels and <c>Store</c> pause, so that
    /// whoever sends is slowed down. Blocks that a receiver stores whole are taken.</para>
    /// </remarks>
    public long? MaxBytesPerBatch { get; set; }

    /// <summary>The most records that a batch takes from one receiver; the rules of <see cref="MaxBytesPerBatch"/> hold.</summary>
    /// <value>The default, null, is no limit. At least 1.</value>
    /// <remarks>Encoded blocks count as no records.</remarks>
    public long? MaxRecordsPerBatch { get; set; }

    /// <summary>How long a frame of <see cref="StreamingContext.RawSocketStream{T}"/> may be, in bytes; a longer one ends the connection.</summary>
    /// <value>The default is 64 MiB. At least 1.</value>
    public int MaxFrameBytes { get; set; } = 64 << 20;

    internal long BatchBytes => MaxBytesPerBatch ?? Math.Max(1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / DefaultShareOfMemory);

    internal long BatchRecords => MaxRecordsPerBatch ?? long.MaxValue;

    private void ValidateRates()
    {
        CheckPositive(ReceiverMaxRate, nameof(ReceiverMaxRate));
        CheckPositive(BackpressureInitialRate, nameof(BackpressureInitialRate));
        CheckPositive(BackpressureMinRate, nameof(BackpressureMinRate));
        CheckGain(BackpressureProportional, nameof(BackpressureProportional));
        CheckGain(BackpressureIntegral, nameof(BackpressureIntegral));
        CheckGain(BackpressureDerivative, nameof(BackpressureDerivative));
        Check(MaxBytesPerBatch is null or >= 1, nameof(MaxBytesPerBatch), MaxBytesPerBatch, "must be at least 1");
        Check(MaxRecordsPerBatch is null or >= 1, nameof(MaxRecordsPerBatch), MaxRecordsPerBatch, "must be at least 1");
        Check(MaxFrameBytes >= 1, nameof(MaxFrameBytes), MaxFrameBytes, "must be at least 1");
    }

    private static void CheckPositive(double? rate, string name) =>
        Check(rate is null or (> 0 and < double.PositiveInfinity), name, rate, "must be a positive number of records per second");

    private static void CheckGain(double gain, string name) =>
        Check(gain is >= 0 and < double.PositiveInfinity, name, gain, "must be zero or a positive number");
}
