using OrleansStream.Execution;

namespace OrleansStream.Stateful;

/// <summary>The time in which a task changes a hosted partition of state.</summary>
internal sealed class HostedTurn(HostedPartition partition) : IDisposable
{
    private BatchId? _completed;

    /// <summary>The task has succeeded: there is a version more.</summary>
    internal void Complete(BatchId version) => _completed = version;

    public void Dispose() => partition.End(_completed);
}
