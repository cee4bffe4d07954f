using OrleansStream.Checkpoints;

namespace OrleansStream.Benchmarks;

/// <summary>A store that counts the bytes that are written to it.</summary>
internal sealed class MeasuredStore(ICheckpointStore store) : ICheckpointStore
{
    private long _written;

    /// <summary>The bytes written since the last call.</summary>
    public long TakeWritten() => Interlocked.Exchange(ref _written, 0);

    public ValueTask<StoredHead?> ReadHeadAsync(CancellationToken cancellationToken) => store.ReadHeadAsync(cancellationToken);

    public ValueTask<string?> CompareAndSwapHeadAsync(string? expectedVersion, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _written, content.Length);
        return store.CompareAndSwapHeadAsync(expectedVersion, content, cancellationToken);
    }

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken) => store.GetAsync(name, cancellationToken);

    public ValueTask<bool> CreateOnceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _written, content.Length);
        return store.CreateOnceAsync(name, content, cancellationToken);
    }

    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => store.DeleteAsync(name, cancellationToken);
}
