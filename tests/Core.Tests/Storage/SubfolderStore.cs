using OrleansStream.Storage;

namespace OrleansStream.Core.Tests.Storage;

/// <summary>A folder of an object store, as a store.</summary>
internal sealed class SubfolderStore(IObjectStore whole, string prefix) : IObjectStore
{
    public async IAsyncEnumerable<ObjectInfo> ListAsync(string start, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (ObjectInfo info in whole.ListAsync(prefix + start, cancellationToken))
        {
            yield return info with { Name = info.Name[prefix.Length..] };
        }
    }

    public ValueTask<ObjectContent?> OpenReadAsync(string name, CancellationToken cancellationToken) => whole.OpenReadAsync(prefix + name, cancellationToken);

    public ValueTask<string?> TryCreateAsync(string name, Stream content, CancellationToken cancellationToken) =>
        whole.TryCreateAsync(prefix + name, content, cancellationToken);

    public ValueTask<ObjectCopy> TryCopyAsync(string source, string target, CancellationToken cancellationToken) =>
        whole.TryCopyAsync(prefix + source, prefix + target, cancellationToken);

    public ValueTask<string?> TryReplaceAsync(string name, string version, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        whole.TryReplaceAsync(prefix + name, version, content, cancellationToken);

    public ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => whole.DeleteAsync(prefix + name, cancellationToken);
}
