using Orleans.Concurrency;
using Orleans.Placement;
using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream.Grains;

/// <inheritdoc cref="IPartitionGrain"/>
/// <remarks>Transport and placement only: the work is the partition host's, on the engine's threads. Turns interleave, so that blocks can be
/// pulled while a task is awaited.</remarks>
[Reentrant]
[KeepAlive]
[Immovable]
[RandomPlacement]
internal sealed class PartitionGrain(SiloJobs jobs) : Grain, IPartitionGrain
{
    public async Task StartTaskAsync(JobSubmission job, byte[] order)
    {
        SiloJob hosted = await jobs.GetAsync(job);
        hosted.Host.Start(hosted.Wire.Read<TaskOrder>(order));
    }

    public async Task<byte[]> AwaitProgressAsync(JobSubmission job, byte[] task)
    {
        SiloJob hosted = await jobs.GetAsync(job);
        return hosted.Wire.Write(await hosted.Host.AwaitProgressAsync(hosted.Wire.Read<TaskId>(task)));
    }

    public async Task<byte[]> StoreStateAsync(JobSubmission job, byte[] order)
    {
        SiloJob hosted = await jobs.GetAsync(job);
        return hosted.Wire.Write(await hosted.Host.StoreAsync(hosted.Wire.Read<StoreOrder>(order)));
    }

    public async Task<byte[]> AskStateAsync(JobSubmission job, byte[] question)
    {
        SiloJob hosted = await jobs.GetAsync(job);
        return hosted.Wire.Write(await hosted.Host.AskAsync(hosted.Wire.Read<StateQuestion>(question)));
    }

    public async Task<ShuffleFrame> PullBlockAsync(JobSubmission job, byte[] block, int offset)
    {
        SiloJob hosted = await jobs.GetAsync(job);
        BucketFrame frame = hosted.Host.Pull(hosted.Wire.Read<BucketAddress>(block), offset);
        return new ShuffleFrame(frame.Total, frame.Bytes);
    }
}
