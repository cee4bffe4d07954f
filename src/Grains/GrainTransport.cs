using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream.Grains;

/// <summary>Carries orders and shuffle blocks as calls of partition grains.</summary>
internal sealed class GrainTransport(IGrainFactory grains, PartitionPlacement placement, JobSubmission job, WireFormat wire) : IPartitionTransport
{
    public int HostCount => job.Partitions;

    public Task StartAsync(int host, TaskOrder order, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        placement.Hint(host);
        return Partition(host).StartTaskAsync(job, wire.Write(order)).WaitAsync(cancellation);
    }

    public async Task<TaskProgress> AwaitProgressAsync(int host, TaskId task, CancellationToken cancellation) =>
        wire.Read<TaskProgress>(await Partition(host).AwaitProgressAsync(job, wire.Write(task)).WaitAsync(cancellation));

    public async Task<StoreProgress> StoreAsync(int host, StoreOrder order, CancellationToken cancellation)
    {
        placement.Hint(host);
        return wire.Read<StoreProgress>(await Partition(host).StoreStateAsync(job, wire.Write(order)).WaitAsync(cancellation));
    }

    public async Task<StateAnswer> AskAsync(int host, StateQuestion question, CancellationToken cancellation)
    {
        placement.Hint(host);
        return wire.Read<StateAnswer>(await Partition(host).AskStateAsync(job, wire.Write(question)).WaitAsync(cancellation));
    }

    public async Task<StatePage> ScanAsync(int host, ScanQuestion question, CancellationToken cancellation)
    {
        placement.Hint(host);
        return wire.Read<StatePage>(await Partition(host).ScanStateAsync(job, wire.Write(question)).WaitAsync(cancellation));
    }

    public async Task<BucketFrame> PullAsync(int host, BucketAddress bucket, int offset, CancellationToken cancellation)
    {
        ShuffleFrame frame = await Partition(host).PullBlockAsync(job, wire.Write(bucket), offset).WaitAsync(cancellation);
        return new BucketFrame(frame.Total, frame.Bytes, frame.Owner);
    }

    private IPartitionGrain Partition(int host) => grains.GetGrain<IPartitionGrain>(host, job.JobName);
}
