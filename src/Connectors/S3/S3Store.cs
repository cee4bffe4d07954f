using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using OrleansStream.Storage;

namespace OrleansStream.S3;

/// <summary>A bucket of Amazon S3 or of a service that speaks its protocol, or the objects in it whose keys begin with a prefix.</summary>
/// <remarks>
/// The bucket must be there, and the service must know conditional writes (<c>If-None-Match</c> and <c>If-Match</c> of PutObject), which
/// Amazon S3 does: one that ignores them lets two processes write the same object. Versions are ETags, so writing the same content again
/// may give the same one. Any number of threads may use a store.
/// </remarks>
public sealed class S3Store : IObjectStore
{
    private const int MaxConflicts = 10;

    private readonly IAmazonS3 _client;
    private readonly string _bucket;
    private readonly string _prefix;

    /// <summary>Makes a store; calls nothing yet.</summary>
    /// <param name="client">The client, with its credentials, its region, its time limits and its retries; the caller disposes of it.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">The folder of the objects, segments joined by '/'; empty for the whole bucket.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="prefix"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="bucket"/> is null or white space, or <paramref name="prefix"/> has an empty segment.</exception>
    public S3Store(IAmazonS3 client, string bucket, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrWhiteSpace(bucket);
        _client = client;
        _bucket = bucket;
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
        async key =>
        {
            GetObjectResponse found = await _client.GetObjectAsync(new GetObjectRequest { BucketName = _bucket, Key = key }, cancellationToken).ConfigureAwait(false);
            return new ObjectContent(found.ResponseStream, found.ContentLength, VersionOf(found.ETag));
        },
        S3Errors.IsMissing,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string?> TryCreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteAsync(name, request => request.IfNoneMatch = "*", content, cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string?> TryReplaceAsync(string name, string version, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        return WriteAsync(name, request => request.IfMatch = $"\"{version}\"", content, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => await CallAsync(
        name,
        key => _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _bucket, Key = key }, cancellationToken),
        S3Errors.IsMissing,
        cancellationToken).ConfigureAwait(false);

    /// <summary>The address of the bucket, and the prefix.</summary>
    public override string ToString() => $"s3://{_bucket}/{_prefix}".TrimEnd('/');

    private static string VersionOf(string tag) => tag.Trim('"');

    private async IAsyncEnumerable<ObjectInfo> ListCoreAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = _prefix + prefix };
        do
        {
            ListObjectsV2Response? page = await CallAsync(
                prefix, _ => _client.ListObjectsV2Async(request, cancellationToken), isNull: _ => false, cancellationToken).ConfigureAwait(false);
            foreach (S3Object found in page!.S3Objects ?? [])
            {
                yield return new ObjectInfo(
                    found.Key[_prefix.Length..], found.Size ?? 0, found.LastModified ?? DateTime.UnixEpoch, VersionOf(found.ETag));
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    private async ValueTask<string?> WriteAsync(
        string name, Action<PutObjectRequest> addCondition, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await CallAsync(
                    name,
                    async key =>
                    {
                        using var body = new MemoryStream(content.ToArray(), writable: false);

                        // Chunks would be signed one by one, which is of use for contents of unknown length, and which some services do not know.
                        var request = new PutObjectRequest { BucketName = _bucket, Key = key, InputStream = body, UseChunkEncoding = false };
                        addCondition(request);
                        return VersionOf((await _client.PutObjectAsync(request, cancellation).ConfigureAwait(false)).ETag);
                    },
                    S3Errors.IsUnmet,
                    cancellation).ConfigureAwait(false);
            }
            catch (ObjectStoreException error) when (error.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.Conflict } && attempt < MaxConflicts)
            {
                // Somebody is writing or removing this object at the same moment, which says nothing about the condition: the service wants it asked again.
            }
        }
    }

    /// <summary>Calls the service; gives null for one kind of refusal, and throws for every other.</summary>
    private async ValueTask<T?> CallAsync<T>(string name, Func<string, Task<T>> call, Func<AmazonS3Exception, bool> isNull, CancellationToken cancellation)
        where T : class
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            return await call(_prefix + name).ConfigureAwait(false);
        }
        catch (AmazonS3Exception error) when (isNull(error))
        {
            return null;
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested)
        {
            throw S3Errors.Named($"s3://{_bucket}/{_prefix}{name}", error);
        }
    }
}
