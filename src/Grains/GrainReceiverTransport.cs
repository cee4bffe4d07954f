using OrleansStream.Execution;
using OrleansStream.Receivers;

namespace OrleansStream.Grains;

/// <summary>Carries orders to receivers, and their blocks, as calls of receiver grains.</summary>
internal sealed class GrainReceiverTransport(IGrainFactory grains, JobSubmission job) : IReceiverTransport
{
    private static readonly WireFormat Wire = WireFormat.OfEngine;

    public async Task<ReceiverReport> StartAsync(int receiver, ReceiverStart order, CancellationToken cancellation) =>
        ReportOf(await Receiver(receiver).StartAsync(job, Wire.Write(order)).WaitAsync(cancellation));

    public async Task<ReceiverReport> SealAsync(int receiver, ReceiverSealing order, CancellationToken cancellation) =>
        ReportOf(await Receiver(receiver).SealAsync(job, Wire.Write(order)).WaitAsync(cancellation));

    public async Task<ReceiverReport> StopAsync(int receiver, ReceiverLife life, CancellationToken cancellation) =>
        ReportOf(await Receiver(receiver).StopAsync(job, Wire.Write(life), cancellation));

    public Task EndAsync(int receiver, ReceiverLife life, CancellationToken cancellation) =>
        Receiver(receiver).EndAsync(job, Wire.Write(life)).WaitAsync(cancellation);

    public async Task<BucketFrame> PullAsync(int receiver, BlockAddress block, int offset, CancellationToken cancellation)
    {
        ShuffleFrame frame = await Receiver(receiver).PullBlockAsync(job, Wire.Write(block), offset).WaitAsync(cancellation);
        return new BucketFrame(frame.Total, frame.Bytes, frame.Owner);
    }

    private ReceiverReport ReportOf(byte[] answer) =>
        answer.Length > 0 ? Wire.Read<ReceiverReport>(answer) : throw new ReceiverLostException($"A receiver of job {job.JobName} is not where it was.");

    private IReceiverGrain Receiver(int receiver) => grains.GetGrain<IReceiverGrain>(receiver, job.JobName);
}
