using OrleansStream.Streams;

namespace OrleansStream.Outputs;

/// <summary>Writes each batch's dataset to a sink.</summary>
internal sealed class SinkOutput<T>(DStream<T> stream, Sink<T> sink, string kind) : OutputOperation(stream, kind)
{
    internal override bool ActsBeforeCommit => sink.ActsBeforeCommit;

    internal override object Destination => sink;

    internal override async ValueTask<OutputJob?> PlanAsync(BatchPlan plan)
    {
        Rdd<T>? rdd = await stream.GetOrComputeAsync(plan).ConfigureAwait(false);
        return rdd is null ? null : new SinkJob<T>(this, rdd, sink, BatchOf(plan));
    }

    internal override ValueTask PublishAsync(ReadOnlyMemory<byte> token, CancellationToken cancellation) =>
        sink.PublishAsync(token, cancellation);

    internal override ValueTask LetGoAsync() => sink.LetGoAsync();

    private SinkBatch BatchOf(BatchPlan plan) =>
        new(Stream.Context.Options.JobName, Info.Name, plan.Time, plan.Id.Epoch, plan.Scope.Attempt);
}
