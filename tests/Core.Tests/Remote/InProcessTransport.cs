using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Carries orders and buckets between hosts of one process as bytes, and fails where it is told to.</summary>
/// <param name="encoding">Encodes messages, as grain calls do.</param>
/// <param name="fault">Asked at every call for its number; whether it is lost before, or its answer after, it took effect.</param>
internal sealed class InProcessTransport(JobEncoding encoding, Func<int, CallFault> fault) : IPartitionTransport
{
    private readonly FaultyCalls _calls = new(encoding, fault);
    private long _bytesPulled;

    public List<PartitionHost> Hosts { get; } = [];

    public int HostCount => Hosts.Count;

    public long BytesPulled => Volatile.Read(ref _bytesPulled);

    public Task StartAsync(int host, TaskOrder order, CancellationToken cancellation) => _calls.CallAsync(() =>
    {
        Hosts[host].Start(_calls.Travel(order));
        return Task.FromResult(true);
    });

    public Task<TaskProgress> AwaitProgressAsync(int host, TaskId task, CancellationToken cancellation) =>
        _calls.CallAsync(async () => _calls.Travel(await Hosts[host].AwaitProgressAsync(_calls.Travel(task))));

    public Task<BucketFrame> PullAsync(int host, BucketAddress bucket, int offset, CancellationToken cancellation) => _calls.CallAsync(() =>
    {
        BucketFrame frame = Hosts[host].Pull(_calls.Travel(bucket), offset);
        Interlocked.Add(ref _bytesPulled, frame.Bytes.Length);
        Assert.InRange(frame.Bytes.Length, 0, BucketFrame.MaxLength);
        return Task.FromResult(frame with { Bytes = frame.Bytes.ToArray() });
    });

    public Task<StateAnswer> AskAsync(int host, StateQuestion question, CancellationToken cancellation) =>
        _calls.CallAsync(async () => _calls.Travel(await Hosts[host].AskAsync(_calls.Travel(question))));

    public Task<StoreProgress> StoreAsync(int host, StoreOrder order, CancellationToken cancellation) =>
        _calls.CallAsync(async () => _calls.Travel(await Hosts[host].StoreAsync(_calls.Travel(order))));
}
