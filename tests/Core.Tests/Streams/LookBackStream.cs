using OrleansStream.Execution;
using OrleansStream.Rdds;
using OrleansStream.Streams;

namespace OrleansStream.Core.Tests.Streams;

/// <summary>The union of the parent's datasets of the last batches, as a window has it, every so many batches.</summary>
internal sealed class LookBackStream<T>(DStream<T> parent, TimeSpan length, TimeSpan slide) : DStream<T>(parent.Context, "LookBack")
{
    public override TimeSpan SlideDuration => slide;

    public override IReadOnlyList<DStream> Dependencies => [parent];

    internal override TimeSpan ParentRememberDuration => RememberDuration + length;

    private protected override async ValueTask<Rdd<T>?> ComputeAsync(BatchPlan plan)
    {
        var datasets = new List<Rdd<T>>();
        for (BatchTime time = plan.Time - length + parent.SlideDuration; time <= plan.Time; time += parent.SlideDuration)
        {
            if (await plan.PreviousAsync(parent, time) is { } dataset)
            {
                datasets.Add(dataset);
            }
        }

        return datasets.Count == 0 ? null : new UnionRdd<T>([.. datasets], OperatorInfo.OfRdd("LookBack"));
    }
}
