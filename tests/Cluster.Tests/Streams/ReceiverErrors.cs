using System.Collections.Concurrent;

namespace OrleansStream.Cluster.Tests;

/// <summary>Keeps what receivers report.</summary>
internal sealed class ReceiverErrors : StreamingListener
{
    internal ConcurrentQueue<string> Messages { get; } = new();

    public override void OnReceiverError(ReceiverInfo receiver) => Messages.Enqueue(receiver.LastErrorMessage ?? "");
}
