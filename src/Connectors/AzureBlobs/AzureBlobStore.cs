using System.Runtime.CompilerServices;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using OrleansStream.Connectors;
using OrleansStream.Storage;

namespace OrleansStream.AzureBlobs;

/// <summary>A container of Azure Blob Storage, or the blobs in it whose names begin with a prefix.</summary>
/// <remarks>
/// The container must be there. Versions are ETags. Objects are block blobs, also in accounts with a hierarchical namespace, whose directories are no objects. Any
/// number of threads may use a store.
/// </remarks>
public sealed class AzureBlobStore : IObjectStore
{
    private const string CopyStatusHeader = "x-ms-copy-status";
    private const string Copied = "success";
    private const string FolderMark = "hdi_isfolder";
    private const int MaxCopies = 10;

    private static readonly TimeSpan CopyPause = TimeSpan.FromMilliseconds(200);

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
            if (IsFolder(found.Details.Metadata))
            {
                await found.Content.DisposeAsync().ConfigureAwait(false);
                return null!;
            }

            // The client has a time limit for each read.
            var body = new ReceivedStream(found, found.Content, found.Details.ContentLength, "The service", Timeout.InfiniteTimeSpan, TimeProvider.System);
            return new ObjectContent(body, found.Details.ContentLength, VersionOf(found.Details.ETag));
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
        var conditions = new BlobRequestConditions { IfNoneMatch = ETag.All };
        for (int attempt = 1; attempt <= MaxCopies; attempt++)
        {
            (string? status, RequestFailedException? refusal) = await StartCopyAsync(source, target, conditions, cancellationToken).ConfigureAwait(false);
            if (status == Copied)
            {
                return ObjectCopy.Made;
            }

            if (refusal is not null && BlobErrors.IsSourceMissing(refusal))
            {
                return ObjectCopy.SourceMissing;
            }

            // A copy has its name from the start, and its content when it is complete; another process may have begun it.
            BlobProperties? found = await SettledAsync(target, cancellationToken).ConfigureAwait(false);
            if (found is not null && found.BlobCopyStatus is not (CopyStatus.Failed or CopyStatus.Aborted))
            {
                return refusal is null ? ObjectCopy.Made : ObjectCopy.TargetExists;
            }

            // What has failed holds nothing, so it is replaced.
            conditions = found is null ? new BlobRequestConditions { IfNoneMatch = ETag.All } : new BlobRequestConditions { IfMatch = found.ETag };
        }

        throw new ObjectStoreException(FormattableString.Invariant($"'{NameOf(target)}' cannot be used: the service has begun to copy '{NameOf(source)}' to it {MaxCopies} times, and has not finished."));
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
        BlobErrors.IsNothingToRemove,
        cancellationToken).ConfigureAwait(false);

    /// <summary>The address of the container, and the prefix.</summary>
    public override string ToString() => $"{_container.Uri.GetLeftPart(UriPartial.Path)}/{_prefix}".TrimEnd('/');

    /// <summary>Whether it is a directory of an account with a hierarchical namespace, which is listed as a blob.</summary>
    private static bool IsFolder(IDictionary<string, string>? metadata) =>
        metadata is not null && metadata.Any(one => one.Key.Equals(FolderMark, StringComparison.OrdinalIgnoreCase) && one.Value.Equals("true", StringComparison.OrdinalIgnoreCase));

    private static string VersionOf(ETag tag) => tag.ToString("G").Trim('"');

    /// <summary>Has the service begin to copy.</summary>
    /// <returns>How far it is, or why it refuses because of the source or the condition.</returns>
    private async ValueTask<(string? Status, RequestFailedException? Refusal)> StartCopyAsync(
        string source, string target, BlobRequestConditions conditions, CancellationToken cancellation)
    {
        RequestFailedException? refusal = null;
        string? status = await CallAsync(
            target,
            async blob =>
            {
                var options = new BlobCopyFromUriOptions { DestinationConditions = conditions };
                CopyFromUriOperation copying = await blob.StartCopyFromUriAsync(_container.GetBlobClient(_prefix + source).Uri, options, cancellation).ConfigureAwait(false);
                return copying.GetRawResponse().Headers.TryGetValue(CopyStatusHeader, out string? told) ? told : Copied;
            },
            error =>
            {
                refusal = error;
                return BlobErrors.IsUnmet(error) || BlobErrors.IsSourceMissing(error);
            },
            cancellation).ConfigureAwait(false);
        return (status, refusal);
    }

    /// <summary>What a blob is once nothing is being copied to it; null if there is none.</summary>
    private async ValueTask<BlobProperties?> SettledAsync(string name, CancellationToken cancellation)
    {
        for (; ; )
        {
            BlobProperties? found = await CallAsync(
                name, async blob => (await blob.GetPropertiesAsync(cancellationToken: cancellation).ConfigureAwait(false)).Value, BlobErrors.IsMissing, cancellation).ConfigureAwait(false);
            if (found?.BlobCopyStatus != CopyStatus.Pending)
            {
                return found;
            }

            await Task.Delay(CopyPause, TimeProvider.System, cancellation).ConfigureAwait(false);
        }
    }

    private string NameOf(string name) => $"{_container.Uri.GetLeftPart(UriPartial.Path)}/{_prefix}{name}";

    private async IAsyncEnumerable<ObjectInfo> ListCoreAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        AsyncPageable<BlobItem> all = _container.GetBlobsAsync(
            new GetBlobsOptions { Prefix = _prefix + prefix, Traits = BlobTraits.Metadata }, cancellationToken);
        await using IAsyncEnumerator<BlobItem> blobs = all.GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(blobs, cancellationToken).ConfigureAwait(false))
        {
            if (IsFolder(blobs.Current.Metadata))
            {
                continue;
            }

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
            throw BlobErrors.Named(NameOf(name), error);
        }
    }
}
