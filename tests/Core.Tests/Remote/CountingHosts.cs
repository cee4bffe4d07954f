using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Hosts that do their work in no time: what is left of a batch is what it costs to coordinate. Orders and answers are encoded as calls
/// carry them.</summary>
internal sealed class CountingHosts(int count, JobEncoding encoding) : IPartitionTransport
{
    private readonly byte[] _done = WireValue.Write(encoding.CodecFor<TaskProgress>(), new TaskProgress(true, null, default, []));
    private long _calls;
    private long _bytes;

    public int HostCount => count;

    /// <summary>How many calls there were.</summary>
    internal long Calls => Volatile.Read(ref _calls);

    /// <summary>How many bytes the orders had.</summary>
    internal long Bytes => Volatile.Read(ref _bytes);

    public Task StartAsync(int host, TaskOrder order, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _bytes, WireValue.Write(encoding.CodecFor<TaskOrder>(), order).Length);
        return Task.CompletedTask;
    }

    public Task<TaskProgress> AwaitProgressAsync(int host, TaskId task, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _calls);
        Interlocked.Add(ref _bytes, WireValue.Write(encoding.CodecFor<TaskId>(), task).Length);
        return Task.FromResult(WireValue.Read(encoding.CodecFor<TaskProgress>(), _done));
    }

    public Task<StoreProgress> StoreAsync(int host, StoreOrder order, CancellationToken cancellation) =>
        throw new NotSupportedException("These hosts keep no state.");

    public Task<StateAnswer> AskAsync(int host, StateQuestion question, CancellationToken cancellation) =>
        throw new NotSupportedException("These hosts keep no state.");

    public Task<StatePage> ScanAsync(int host, ScanQuestion question, CancellationToken cancellation) =>
        throw new NotSupportedException("These hosts keep no state.");

    public Task<BucketFrame> PullAsync(int host, BucketAddress bucket, int offset, CancellationToken cancellation) =>
        throw new NotSupportedException("These hosts keep no buckets.");
}
