using OrleansStream.Checkpoints;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>A store whose first write waits until it is released.</summary>
internal sealed class HeldStore : ICheckpointStore
{
    private readonly InMemoryCheckpointStore _store = new();
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when something is to be written.</summary>
    internal Task Asked => _asked.Task;

    internal void Release() => _released.SetResult();

    public ValueTask<StoredHead?> ReadHeadAsync(CancellationToken cancellationToken) => _store.ReadHeadAsync(cancellationToken);

    public ValueTask<string?> CompareAndSwapHeadAsync(string? expectedVersion, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        _store.CompareAndSwapHeadAsync(expectedVersion, content, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken) => _store.GetAsync(name, cancellationToken);

    public async ValueTask<bool> CreateOnceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        _asked.TrySetResult();
        await _released.Task.WaitAsync(cancellationToken);
        return await _store.CreateOnceAsync(name, content, cancellationToken);
    }

    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => _store.DeleteAsync(name, cancellationToken);
}
