using OrleansStream.Rdds;

namespace OrleansStream.Sources;

/// <summary>Gives every batch the same dataset.</summary>
internal sealed class ConstantStream<T>(StreamingContext context, Rdd<T> rdd) : InputDStream<T>(context, "ConstantStream")
{
    protected override ValueTask<SourceSeal?> SealAsync(BatchTime time, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SourceSeal?>(Seal(0, "the same in every batch", ReadOnlyMemory<byte>.Empty));

    protected override Rdd<T> Read(SealedInput<T> batch) => new PlacedRdd<T>(batch.Scope, rdd, batch.Info);
}
