namespace OrleansStream.ClusterJobs;

/// <summary>A source whose lines follow from the batch time alone, so that any process, and a test, knows what a batch holds.</summary>
public sealed class TimedLines(StreamingContext context) : InputDStream<string>(context, "TimedLines")
{
    private const int LinesPerBatch = 60;
    private const int PartitionsPerBatch = 4;

    /// <summary>The lines of a batch.</summary>
    public static string[] Of(BatchTime time)
    {
        var random = new Random((int)(time.Milliseconds % int.MaxValue));
        return [.. Enumerable.Range(0, LinesPerBatch).Select(_ => string.Join(' ', Enumerable.Range(0, 8).Select(_ => $"word{random.Next(40)}")))];
    }

    protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SourceSeal?>(Seal(LinesPerBatch, $"lines of {time}", BitConverter.GetBytes(time.Milliseconds)));

    protected override Rdd<string> Read(SealedInput<string> batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        string[] lines = Of(new BatchTime(BitConverter.ToInt64(batch.Seal.Content.Span)));
        int each = LinesPerBatch / PartitionsPerBatch;
        return batch.FromPartitions([.. Enumerable.Range(0, PartitionsPerBatch).Select(i => new ReadOnlyMemory<string>(lines, i * each, each))]);
    }
}
