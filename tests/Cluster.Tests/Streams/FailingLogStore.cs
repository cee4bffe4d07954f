using OrleansStream.Checkpoints;

namespace OrleansStream.Cluster.Tests;

/// <summary>A store of checkpoints that stores nothing for receivers while a test says so.</summary>
internal sealed class FailingLogStore : ICheckpointStore
{
    private readonly InMemoryCheckpointStore _inner = new();
    private volatile bool _fails;

    /// <summary>Whether writes to logs of receivers fail.</summary>
    internal bool Fails
    {
        set => _fails = value;
    }

    public ValueTask<StoredHead?> ReadHeadAsync(CancellationToken cancellationToken) => _inner.ReadHeadAsync(cancellationToken);

    public ValueTask<string?> CompareAndSwapHeadAsync(string? expectedVersion, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        _inner.CompareAndSwapHeadAsync(expectedVersion, content, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken) => _inner.GetAsync(name, cancellationToken);

    public ValueTask<bool> CreateOnceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        _fails && name.StartsWith("received/", StringComparison.Ordinal)
            ? ValueTask.FromException<bool>(new IOException("The test lets this write fail."))
            : _inner.CreateOnceAsync(name, content, cancellationToken);

    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => _inner.DeleteAsync(name, cancellationToken);
}
