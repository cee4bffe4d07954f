using OrleansStream.Storage;
using OrleansStream.Testing;

namespace OrleansStream.Core.Tests.Storage;

/// <summary>An object store that fails from a call on, before that has taken effect or after.</summary>
internal sealed class FaultyObjectStore(IObjectStore inner) : IObjectStore
{
    private int _calls;

    /// <summary>Which call fails, and all after it, from 1.</summary>
    internal int FailsAt { get; set; } = int.MaxValue;

    /// <summary>Whether the first of them takes effect.</summary>
    internal bool TakesEffect { get; set; }

    /// <summary>How many calls there were.</summary>
    internal int Calls => _calls;

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await CallAsync(() => ValueTask.FromResult(0));
        await foreach (ObjectInfo info in inner.ListAsync(prefix, cancellationToken))
        {
            yield return info;
        }
    }

    public ValueTask<ObjectContent?> OpenReadAsync(string name, CancellationToken cancellationToken) => CallAsync(() => inner.OpenReadAsync(name, cancellationToken));

    public ValueTask<string?> TryCreateAsync(string name, Stream content, CancellationToken cancellationToken) =>
        CallAsync(() => inner.TryCreateAsync(name, content, cancellationToken));

    public ValueTask<ObjectCopy> TryCopyAsync(string source, string target, CancellationToken cancellationToken) =>
        CallAsync(() => inner.TryCopyAsync(source, target, cancellationToken));

    public ValueTask<string?> TryReplaceAsync(string name, string version, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        CallAsync(() => inner.TryReplaceAsync(name, version, content, cancellationToken));

    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => await CallAsync(async () =>
    {
        await inner.DeleteAsync(name, cancellationToken);
        return 0;
    });

    private async ValueTask<T> CallAsync<T>(Func<ValueTask<T>> call)
    {
        int number = Interlocked.Increment(ref _calls);
        if (number < FailsAt)
        {
            return await call();
        }

        if (number == FailsAt && TakesEffect)
        {
            await call();
        }

        throw new ObjectStoreException("The network is down.", new InjectedFaultException());
    }
}
