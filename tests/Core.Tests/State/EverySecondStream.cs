using OrleansStream.Streams;

namespace OrleansStream.Core.Tests.Stateful;

/// <summary>The parent's dataset of every second batch; in between it asks for nothing.</summary>
internal sealed class EverySecondStream<T>(DStream<T> parent) : DStream<T>(parent.Context, "EverySecond")
{
    public override TimeSpan SlideDuration => parent.SlideDuration * 2;

    public override IReadOnlyList<DStream> Dependencies => [parent];

    private protected override ValueTask<Rdd<T>?> ComputeAsync(BatchPlan plan) => parent.GetOrComputeAsync(plan);
}
