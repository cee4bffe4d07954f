using Amazon.S3;
using OrleansStream.Storage;

namespace OrleansStream.S3;

/// <summary>Opens places in buckets by their addresses: <c>s3://bucket/prefix</c>.</summary>
/// <param name="client">The client of all buckets; the caller disposes of it.</param>
/// <exception cref="ArgumentNullException"><paramref name="client"/> is null.</exception>
public sealed class S3Storage(IAmazonS3 client) : IStorageProvider
{
    private const string Scheme = "s3";

    private readonly IAmazonS3 _client = client ?? throw new ArgumentNullException(nameof(client));

    /// <inheritdoc/>
    public string Form => "s3://bucket/prefix";

    /// <inheritdoc/>
    public IObjectStore? TryOpen(Uri place)
    {
        ArgumentNullException.ThrowIfNull(place);
        if (place.Scheme != Scheme)
        {
            return null;
        }

        if (place.Host.Length == 0)
        {
            throw new ArgumentException($"'{place}' names no bucket; it must be {Form}.", nameof(place));
        }

        return new S3Store(_client, place.Host, Uri.UnescapeDataString(place.AbsolutePath));
    }
}
