namespace OrleansStream.Outputs;

/// <summary>Which batches an output gathers into one directory.</summary>
/// <param name="interval">How much time a directory covers.</param>
/// <param name="slide">How far apart batches of the output are.</param>
internal sealed class FileRoll(TimeSpan interval, TimeSpan slide)
{
    /// <summary>The end of the span that a batch belongs to; inclusive.</summary>
    internal BatchTime EndOf(BatchTime time)
    {
        long span = (long)interval.TotalMilliseconds;
        return new BatchTime((time.Milliseconds + span - 1) / span * span);
    }

    /// <summary>Whether no batch of its span comes after a batch.</summary>
    internal bool IsLast(BatchTime time) => time + slide > EndOf(time);
}
