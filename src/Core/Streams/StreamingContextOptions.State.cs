namespace OrleansStream;

public sealed partial class StreamingContextOptions
{
    private const int MostStateHistory = 10_000;

    /// <summary>How many committed batches before the last one states can be asked of, with <see cref="StateView{TKey, TState}.At"/>.</summary>
    /// <value>The default is 0: the last committed batch only, which costs nothing beyond what the engine keeps anyway. From 0 to 10 000.</value>
    /// <remarks>For each batch, the keys that it used are kept with the states that they had before.</remarks>
    public int StateHistory { get; set; }

    /// <summary>How long a scan of state may take: so long the version that it reads is kept for it while later batches are committed.</summary>
    /// <value>The default is 30 seconds. Positive, at most a day.</value>
    /// <remarks>Meanwhile, for each batch the keys that it used are kept with the states that they had before.</remarks>
    public TimeSpan StateScanLimit { get; set; } = TimeSpan.FromSeconds(30);

    private void ValidateState()
    {
        Check(StateHistory is >= 0 and <= MostStateHistory, nameof(StateHistory), StateHistory, "must be from 0 to 10000");
        Check(StateScanLimit > TimeSpan.Zero && StateScanLimit <= TimeSpan.FromDays(1), nameof(StateScanLimit), StateScanLimit, "must be positive and at most a day");
    }
}
