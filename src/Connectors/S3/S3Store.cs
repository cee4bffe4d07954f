using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using OrleansStream.Connectors;
using OrleansStream.Storage;

namespace OrleansStream.S3;

/// <summary>A bucket of Amazon S3 or of a service that speaks its protocol, or the objects in it whose keys begin with a prefix.</summary>
/// <remarks>
/// The bucket must be there, and the service must know conditional writes (<c>If-None-Match</c> and <c>If-Match</c> of PutObject, and for outputs
/// <c>If-None-Match</c> of CopyObject), which Amazon S3 does: one that ignores them lets two processes write the same object. Versions are ETags, so writing
/// the same content again may give the same one. Any number of threads may use a store.
/// </remarks>
public sealed class S3Store : IObjectStore
{
    private const int MaxConflicts = 10;

    private static readonly TimeSpan ConflictPause = TimeSpan.FromMilliseconds(50);

    private readonly IAmazonS3 _client;
    private readonly string _bucket;
    private readonly string _prefix;
    private readonly S3Options _options;

    /// <summary>Makes a store with the default options; calls nothing yet.</summary>
    /// <param name="client">The client, with its credentials, its region and its retries; the caller disposes of it.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">The folder of the objects, segments joined by '/'; empty for the whole bucket.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/> or <paramref name="prefix"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="bucket"/> is null or white space, or <paramref name="prefix"/> has an empty segment.</exception>
    public S3Store(IAmazonS3 client, string bucket, string prefix = "")
        : this(client, bucket, prefix, new S3Options())
    {
    }

    /// <summary>Makes a store; calls nothing yet.</summary>
    /// <param name="client">The client, with its credentials, its region and its retries; the caller disposes of it.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="prefix">The folder of the objects, segments joined by '/'; empty for the whole bucket.</param>
    /// <param name="options">How patiently the service is waited for.</param>
    /// <exception cref="ArgumentNullException"><paramref name="client"/>, <paramref name="prefix"/> or <paramref name="options"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="bucket"/> is null or white space, or <paramref name="prefix"/> has an empty segment.</exception>
    public S3Store(IAmazonS3 client, string bucket, string prefix, S3Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(client);
        ArgumentException.ThrowIfNullOrWhiteSpace(bucket);
        _client = client;
        _bucket = bucket;
        _prefix = ObjectPrefix.Of(prefix);
        _options = options;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ObjectInfo> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return ListCoreAsync(prefix, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<ObjectContent?> OpenReadAsync(string name, CancellationToken cancellationToken) => CallObjectAsync(
        name,
        async (key, limit) =>
        {
            GetObjectResponse found = await _client.GetObjectAsync(new GetObjectRequest { BucketName = _bucket, Key = key }, limit.Token).ConfigureAwait(false);
            var body = new ReceivedStream(found, found.ResponseStream, found.ContentLength, "The service", _options.AnswerTimeout, _options.TimeProvider);
            return new ObjectContent(body, found.ContentLength, VersionOf(found.ETag));
        },
        S3Errors.IsMissing,
        cancellationToken);

    /// <inheritdoc/>
    public ValueTask<string?> TryCreateAsync(string name, Stream content, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        return WriteAsync(name, request => request.IfNoneMatch = "*", content, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<ObjectCopy> TryCopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        AmazonS3Exception? refusal = null;
        await UntilSettledAsync(
            () => CallObjectAsync(
            target,
            async (key, limit) =>
            {
                refusal = null;
                var request = new CopyObjectRequest { SourceBucket = _bucket, SourceKey = _prefix + source, DestinationBucket = _bucket, DestinationKey = key, IfNoneMatch = "*" };
                return (await _client.CopyObjectAsync(request, limit.Token).ConfigureAwait(false)).ETag;
            },
            error =>
            {
                refusal = error;
                return S3Errors.IsUnmet(error);
            },
            cancellationToken,
            _options.CopyTimeout),
            cancellationToken).ConfigureAwait(false);
        return refusal is null ? ObjectCopy.Made : S3Errors.IsMissing(refusal) ? ObjectCopy.SourceMissing : ObjectCopy.TargetExists;
    }

    /// <inheritdoc/>
    public async ValueTask<string?> TryReplaceAsync(string name, string version, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(version);
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        return await WriteAsync(name, request => request.IfMatch = $"\"{version}\"", stream, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DeleteAsync(string name, CancellationToken cancellationToken) => await CallObjectAsync(
        name,
        (key, limit) => _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _bucket, Key = key }, limit.Token),
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
                prefix, (_, limit) => _client.ListObjectsV2Async(request, limit.Token), isNull: _ => false, _options.AnswerTimeout, cancellationToken).ConfigureAwait(false);
            foreach (S3Object found in page!.S3Objects ?? [])
            {
                yield return new ObjectInfo(
                    found.Key[_prefix.Length..], found.Size ?? 0, found.LastModified ?? DateTime.UnixEpoch, VersionOf(found.ETag));
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    private ValueTask<string?> WriteAsync(string name, Action<PutObjectRequest> addCondition, Stream content, CancellationToken cancellation) =>
        UntilSettledAsync(
            () => CallObjectAsync(
            name,
            async (key, limit) =>
            {
                content.Position = 0;
                var request = new PutObjectRequest
                {
                    BucketName = _bucket,
                    Key = key,
                    InputStream = new ProgressStream(content, limit.Renew),
                    AutoCloseStream = false,

                    // Chunks are signed one by one, which is for contents of unknown length; some services do not know them.
                    UseChunkEncoding = false,
                };
                addCondition(request);
                return VersionOf((await _client.PutObjectAsync(request, limit.Token).ConfigureAwait(false)).ETag);
            },
            S3Errors.IsUnmet,
            cancellation),
            cancellation);

    /// <summary>Calls again what somebody else's write or removal of the same object has disturbed: that says nothing about the condition, and the service
    /// wants to be asked again, after a while.</summary>
    private async ValueTask<string?> UntilSettledAsync(Func<ValueTask<string?>> call, CancellationToken cancellation)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (ObjectStoreException error) when (error.InnerException is AmazonS3Exception { StatusCode: HttpStatusCode.Conflict } && attempt < MaxConflicts)
            {
                await Task.Delay(ConflictPause, _options.TimeProvider, cancellation).ConfigureAwait(false);
            }
        }
    }

    private ValueTask<T?> CallObjectAsync<T>(
        string name, Func<string, TimeLimit, Task<T>> call, Func<AmazonS3Exception, bool> isNull, CancellationToken cancellation, TimeSpan? timeout = null)
        where T : class
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return CallAsync(name, call, isNull, timeout ?? _options.AnswerTimeout, cancellation);
    }

    /// <summary>Calls the service, again if it does not answer in time; gives null for one kind of refusal, and throws for every other.</summary>
    private async ValueTask<T?> CallAsync<T>(
        string name, Func<string, TimeLimit, Task<T>> call, Func<AmazonS3Exception, bool> isNull, TimeSpan timeout, CancellationToken cancellation)
        where T : class
    {
        cancellation.ThrowIfCancellationRequested();
        for (int attempt = 1; ; attempt++)
        {
            using var limit = new TimeLimit(timeout, _options.TimeProvider, cancellation);
            try
            {
                return await call(_prefix + name, limit).ConfigureAwait(false);
            }
            catch (AmazonS3Exception error) when (isNull(error))
            {
                return null;
            }
            catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
            {
                if (attempt >= _options.MaxAttempts || !limit.IsExceeded)
                {
                    throw S3Errors.Named($"s3://{_bucket}/{_prefix}{name}", error);
                }
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested)
            {
                throw S3Errors.Named($"s3://{_bucket}/{_prefix}{name}", error);
            }
        }
    }
}
