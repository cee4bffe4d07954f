using System.Buffers;
using OrleansStream.Encoding;
using OrleansStream.Execution;
using OrleansStream.Stateful;

namespace OrleansStream.Core.Tests.Remote;

/// <summary>Carries orders and buckets between hosts of one process as bytes, and fails where it is told to.</summary>
/// <param name="encoding">Encodes messages, as grain calls do.</param>
/// <param name="fault">Asked at every call for its number; whether it is lost before, or its answer after, it took effect.</param>
internal sealed class InProcessTransport(JobEncoding encoding, Func<int, CallFault> fault) : IPartitionTransport
{
    private int _calls;
    private long _bytesPulled;

    public List<PartitionHost> Hosts { get; } = [];

    public int HostCount => Hosts.Count;

    public long BytesPulled => Volatile.Read(ref _bytesPulled);

    public Task StartAsync(int host, TaskOrder order, CancellationToken cancellation) => CallAsync(() =>
    {
        Hosts[host].Start(Travel(order));
        return Task.FromResult(true);
    });

    public Task<TaskProgress> AwaitProgressAsync(int host, TaskId task, CancellationToken cancellation) =>
        CallAsync(async () => Travel(await Hosts[host].AwaitProgressAsync(Travel(task))));

    public Task<BucketFrame> PullAsync(int host, BucketAddress bucket, int offset, CancellationToken cancellation) => CallAsync(async () =>
    {
        BucketFrame frame = await Hosts[host].PullAsync(Travel(bucket), offset);
        Interlocked.Add(ref _bytesPulled, frame.Bytes.Length);
        Assert.InRange(frame.Bytes.Length, 0, BucketFrame.MaxLength);
        return frame with { Bytes = frame.Bytes.ToArray() };
    });

    public Task<StoreProgress> StoreAsync(int host, StoreOrder order, CancellationToken cancellation) =>
        CallAsync(async () => Travel(await Hosts[host].StoreAsync(Travel(order))));

    private async Task<T> CallAsync<T>(Func<Task<T>> call)
    {
        CallFault planned = fault(Interlocked.Increment(ref _calls));
        if (planned == CallFault.LostBefore)
        {
            throw new TimeoutException("The call was lost.");
        }

        T result = await call();
        return planned == CallFault.LostAfter ? throw new TimeoutException("The answer was lost.") : result;
    }

    private T Travel<T>(T message)
    {
        var buffer = new ArrayBufferWriter<byte>();
        var writer = new RecordWriter(buffer);
        encoding.CodecFor<T>().Write(ref writer, message);
        writer.Flush();
        var reader = new RecordReader(buffer.WrittenSpan);
        return encoding.CodecFor<T>().Read(ref reader);
    }
}

internal enum CallFault
{
    None,
    LostBefore,
    LostAfter,
}
