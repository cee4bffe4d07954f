using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A source whose batches, once taken, are in this object alone: a later life cannot read them again.</summary>
internal sealed class ForgettingSource<T>(StreamingContext context, IReadOnlyList<FeedBatch<T>?> batches) : InputDStream<T>(context, "Forgetting")
{
    private readonly Dictionary<long, FeedBatch<T>> _taken = [];

    internal override bool IsMadeAgain => false;

    protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken)
    {
        long number = (long)((time - Context.ZeroTime) / Context.BatchInterval) - 1;
        if (number >= batches.Count || batches[(int)number] is not { } batch)
        {
            return ValueTask.FromResult<SourceSeal?>(null);
        }

        _taken.Add(number, batch);
        return ValueTask.FromResult<SourceSeal?>(Seal(batch.Count, $"batch {number}", BitConverter.GetBytes(number)));
    }

    protected override Rdd<T> Read(SealedInput<T> batch)
    {
        FeedBatch<T> taken = _taken[BitConverter.ToInt64(batch.Seal.Content.Span)];
        return batch.FromPartitions([.. taken.Partitions.Select(partition => (ReadOnlyMemory<T>)partition.ToArray())]);
    }
}
