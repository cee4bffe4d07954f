using OrleansStream.Stateful;

namespace OrleansStream.Execution;

/// <summary>Carries orders and buckets between the coordinator and the hosts of a job's partitions.</summary>
/// <remarks>Calls may fail at any time with any exception, and may have taken effect even so; every one is safe to repeat.</remarks>
internal interface IPartitionTransport
{
    /// <summary>How many hosts there are; they are numbered from 0.</summary>
    int HostCount { get; }

    /// <summary>The host of a partition, of whichever dataset or state.</summary>
    int HostOf(int partition) => partition % HostCount;

    /// <summary>Hands an order to a host.</summary>
    Task StartAsync(int host, TaskOrder order, CancellationToken cancellation);

    /// <summary>Asks how a task stands, waiting a few seconds at most for it to end.</summary>
    Task<TaskProgress> AwaitProgressAsync(int host, TaskId task, CancellationToken cancellation);

    /// <summary>Has a host store the state that batches have changed there, waiting a few seconds at most for the end; the same order again asks
    /// how it stands.</summary>
    Task<StoreProgress> StoreAsync(int host, StoreOrder order, CancellationToken cancellation);

    /// <summary>Asks a host for the state of a key, or for how large a partition is.</summary>
    Task<StateAnswer> AskAsync(int host, StateQuestion question, CancellationToken cancellation);

    /// <summary>Asks a host for a page of a partition's state.</summary>
    Task<StatePage> ScanAsync(int host, ScanQuestion question, CancellationToken cancellation);

    /// <summary>Reads a piece of a bucket from the host whose map task made it.</summary>
    Task<BucketFrame> PullAsync(int host, BucketAddress bucket, int offset, CancellationToken cancellation);
}
