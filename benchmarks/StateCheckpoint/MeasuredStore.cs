using System.Diagnostics;
using OrleansStream.Checkpoints;

namespace OrleansStream.Benchmarks;

/// <summary>A store that counts the bytes of the objects that are written to it, and how long it took over them.</summary>
internal sealed class MeasuredStore(ICheckpointStore store) : ICheckpointStore
{
    private readonly Lock _lock = new();
    private long _bytes;
    private TimeSpan _took;

    /// <summary>The objects written since the last call: their bytes, and the time that the store took.</summary>
    public (long Bytes, TimeSpan Took) Take()
    {
        lock (_lock)
        {
            (long, TimeSpan) taken = (_bytes, _took);
            (_bytes, _took) = (0, TimeSpan.Zero);
            return taken;
        }
    }

    public ValueTask<StoredHead?> ReadHeadAsync(CancellationToken cancellationToken) => store.ReadHeadAsync(cancellationToken);

    public ValueTask<string?> CompareAndSwapHeadAsync(string? expectedVersion, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        store.CompareAndSwapHeadAsync(expectedVersion, content, cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken) => store.GetAsync(name, cancellationToken);

    public async ValueTask<bool> CreateOnceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        bool created = await store.CreateOnceAsync(name, content, cancellationToken);
        lock (_lock)
        {
            _bytes += content.Length;
            _took += Stopwatch.GetElapsedTime(start);
        }

        return created;
    }

    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => store.DeleteAsync(name, cancellationToken);
}
