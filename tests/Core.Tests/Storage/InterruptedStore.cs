using OrleansStream.Storage;

namespace OrleansStream.Core.Tests.Storage;

/// <summary>An object store before one of whose calls something happens.</summary>
/// <param name="inner">The store.</param>
/// <param name="at">Which call, from 1.</param>
/// <param name="happens">What happens.</param>
internal sealed class InterruptedStore(IObjectStore inner, int at, Func<Task> happens) : IObjectStore
{
    private int _calls;

    public async IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await BeforeAsync();
        await foreach (ObjectInfo info in inner.ListAsync(prefix, cancellationToken))
        {
            yield return info;
        }
    }

    public async ValueTask<ObjectContent?> OpenReadAsync(string name, CancellationToken cancellationToken)
    {
        await BeforeAsync();
        return await inner.OpenReadAsync(name, cancellationToken);
    }

    public async ValueTask<string?> TryCreateAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        await BeforeAsync();
        return await inner.TryCreateAsync(name, content, cancellationToken);
    }

    public async ValueTask<ObjectCopy> TryCopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        await BeforeAsync();
        return await inner.TryCopyAsync(source, target, cancellationToken);
    }

    public async ValueTask<string?> TryReplaceAsync(string name, string version, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await BeforeAsync();
        return await inner.TryReplaceAsync(name, version, content, cancellationToken);
    }

    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken)
    {
        await BeforeAsync();
        await inner.DeleteAsync(name, cancellationToken);
    }

    private Task BeforeAsync() => ++_calls == at ? happens() : Task.CompletedTask;
}
