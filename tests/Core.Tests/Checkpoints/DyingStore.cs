using OrleansStream.Checkpoints;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Checkpoints;

/// <summary>What a process sees of a store that is killed at one of its calls: no later one takes effect. It cannot say what it holds.</summary>
/// <param name="inner">The store that outlives the process.</param>
/// <param name="calls">How many calls take effect.</param>
internal sealed class DyingStore(ICheckpointStore inner, int calls) : ICheckpointStore
{
    private int _calls;

    /// <summary>How many calls there have been.</summary>
    internal int Calls => _calls;

    public ValueTask<StoredHead?> ReadHeadAsync(CancellationToken cancellationToken)
    {
        Count();
        return inner.ReadHeadAsync(cancellationToken);
    }

    public ValueTask<string?> CompareAndSwapHeadAsync(string? expectedVersion, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Count();
        return inner.CompareAndSwapHeadAsync(expectedVersion, content, cancellationToken);
    }

    public ValueTask<ReadOnlyMemory<byte>?> GetAsync(string name, CancellationToken cancellationToken)
    {
        Count();
        return inner.GetAsync(name, cancellationToken);
    }

    public ValueTask<bool> CreateOnceAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        Count();
        return inner.CreateOnceAsync(name, content, cancellationToken);
    }

    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        Count();
        return inner.DeleteAsync(name, cancellationToken);
    }

    private void Count()
    {
        if (Interlocked.Increment(ref _calls) > calls)
        {
            throw new InjectedFaultException("The process is no more.");
        }
    }
}
