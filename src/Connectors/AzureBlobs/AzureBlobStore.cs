using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using OrleansStream.Storage;

namespace OrleansStream.AzureBlobs;

/// <summary>A container of Azure Blob Storage, or the blobs in it whose names begin with a prefix.</summary>
/// <remarks>
/// The container must be there. Versions are ETags. Objects are block blobs, also in accounts with a hierarchical namespace. Any number of
/// threads may use a store.
/// </remarks>
public sealed class AzureBlobStore : IObjectStore
{
    private readonly BlobContainerClient _container;
    private readonly string _prefix;

    /// <summary>Makes a store; calls nothing yet.</summary>
    /// <param name="container">The container's client, with its credential, its time limits and its retries.</param>
    /// <param name="prefix">The folder of the objects, segments joined by '/'; empty for the whole container.</param>
    /// <exception cref="ArgumentNullException"><paramref name="container"/> or <paramref name="prefix"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="prefix"/> has an empty segment.</exception>
    public AzureBlobStore(BlobContainerClient container, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(container);
        _container = container;
        _prefix = ObjectPrefix.Of(prefix);
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return ListCoreAsync(prefix, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ObjectContent?> OpenReadAsync(string name, CancellationToken cancellationToken) => CallAsync(
        name,
        async blob =>
        {
            BlobDownloadStreamingResult found = await blob.DownloadStreamingAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
            return new ObjectContent(found.Content, found.Details.ContentLength, VersionOf(found.Details.ETag));
        },
        BlobErrors.IsMissing,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string?> TryCreateAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        return WriteAsync(name, new BlobRequestConditions { IfNoneMatch = ETag.All }, content, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ObjectCopy> TryCopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        var options = new BlobCopyFromUriOptions { DestinationConditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        RequestFailedException? refusal = null;
        await CallAsync(
            target,
            async blob =>
            {
                CopyFromUriOperation copying = await blob.StartCopyFromUriAsync(_container.GetBlobClient(_prefix + source).Uri, options, cancellationToken).ConfigureAwait(false);
                await copying.WaitForCompletionAsync(cancellationToken).ConfigureAwait(false);
                return copying.Id;
            },
            error =>
            {
                refusal = error;
                return BlobErrors.IsUnmet(error) || BlobErrors.IsSourceMissing(error);
            },
            cancellationToken).ConfigureAwait(false);
        return refusal is null ? ObjectCopy.Made : BlobErrors.IsSourceMissing(refusal) ? ObjectCopy.SourceMissing : ObjectCopy.TargetExists;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> TryReplaceAsync(string name, string version, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        using Stream stream = BinaryData.FromBytes(content).ToStream();
        return await WriteAsync(name, new BlobRequestConditions { IfMatch = new ETag($"\"{version}\"") }, stream, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => await CallAsync(
        name,
        async blob => (await blob.DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, cancellationToken: cancellationToken).ConfigureAwait(false)).ClientRequestId,
        BlobErrors.IsMissing,
        cancellationToken).ConfigureAwait(false);

    /// <summary>The address of the container, and the prefix.</summary>
    public override string ToString() => $"{_container.Uri.GetLeftPart(UriPartial.Path)}/{_prefix}".TrimEnd('/');

    private static string VersionOf(ETag tag) => tag.ToString("G").Trim('"');

    private async IAsyncEnumerable<ObjectInfo> ListCoreAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AsyncPageable<BlobItem> all = _container.GetBlobsAsync(
            new GetBlobsOptions { Prefix = _prefix + prefix }, cancellationToken);
        await using IAsyncEnumerator<BlobItem> blobs = all.GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(blobs, cancellationToken).ConfigureAwait(false))
        {
            BlobItemProperties blob = blobs.Current.Properties;
            yield return new ObjectInfo(
                blobs.Current.Name[_prefix.Length..],
                blob.ContentLength ?? 0,
                blob.LastModified ?? DateTimeOffset.UnixEpoch,
                VersionOf(blob.ETag ?? default));
        }
    }

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<BlobItem> blobs, CancellationToken cancellation)
    {
        try
        {
            return await blobs.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            throw BlobErrors.Named(ToString(), error);
        }
    }

    private ValueTask<string?> WriteAsync(
        string name, BlobRequestConditions conditions, Stream content, CancellationToken cancellation) => CallAsync(
        name,
        async blob =>
        {
            content.Position = 0;
            BlobContentInfo written = await blob.UploadAsync(
                content, new BlobUploadOptions { Conditions = conditions }, cancellation).ConfigureAwait(false);
            return VersionOf(written.ETag);
        },
        BlobErrors.IsUnmet,
        cancellation);

    /// <summary>Calls the service; gives null for one kind of refusal, and throws for every other.</summary>
    private async ValueTask<T?> CallAsync<T>(
        string name, Func<BlobClient, Task<T>> call, Func<RequestFailedException, bool> isNull, CancellationToken cancellation)
        where T : class
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return await call(_container.GetBlobClient(_prefix + name)).ConfigureAwait(false);
        }
        catch (RequestFailedException error) when (isNull(error))
        {
            return null;
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            throw BlobErrors.Named($"{_container.Uri.GetLeftPart(UriPartial.Path)}/{_prefix}{name}", error);
        }
    }
}
