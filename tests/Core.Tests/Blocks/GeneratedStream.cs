namespace OrleansStream.Core.Tests.Blocks;

/// <summary>A source whose records are made when they are read, so that none of them takes memory.</summary>
internal sealed class GeneratedStream<T>(StreamingContext context, int partitions, int records, Func<int, T> record)
    : InputDStream<T>(context, "Generated")
{
    protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SourceSeal?>(Seal(records, "generated", default));

    protected override Rdd<T> Read(SealedInput<T> batch) =>
        batch.FromReader(partitions, partition => Enumerable.Range(0, records / partitions).Select(number => record((number * partitions) + partition)));
}
